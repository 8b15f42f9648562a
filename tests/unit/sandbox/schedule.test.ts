import { expect, it } from "vitest";
import { isAcknowledged } from "@/lib/sandbox/deliveries";
import { mostAttempts, retrySeconds, secondsToNext, transferRetrySeconds } from "@/lib/sandbox/schedule";

it("repeats as WeChat Pay does: fifteen times within 24 hours and 4 minutes", () => {
  const minutes = (count: number) => count * 60;
  const hours = (count: number) => count * 3600;
  expect(retrySeconds).toEqual([
    ...[15, 15, 30, minutes(3), minutes(10), minutes(20), minutes(30), minutes(30), minutes(30), minutes(60)],
    ...[hours(3), hours(3), hours(3), hours(6), hours(6)],
  ]);
  expect(retrySeconds.reduce((sum, seconds) => sum + seconds, 0)).toBe(hours(24) + minutes(4));
  expect(secondsToNext("payment", 1)).toBe(15);
  expect(secondsToNext("refund", 4)).toBe(minutes(3));
  expect(secondsToNext("payment", mostAttempts("payment"))).toBeNull();
});

it("repeats the notice of a transfer as its page has it: more often, and for 23 hours", () => {
  expect(mostAttempts("transfer")).toBe(65);
  expect([1, 10, 11, 20, 21, 64].map((attempt) => secondsToNext("transfer", attempt))).toEqual([
    15, 15, 300, 300, 1800, 1800,
  ]);
  expect(secondsToNext("transfer", 65)).toBeNull();
  expect(transferRetrySeconds.reduce((sum, seconds) => sum + seconds, 0)).toBe(10 * 315 + 44 * 1800);
});

const success =
  "<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg></xml>";

it.each([
  [200, success, true],
  [204, success, true],
  [200, "<xml><return_code>SUCCESS</return_code></xml>", true],
  [200, "<xml><return_code>FAIL</return_code></xml>", false],
  [500, success, false],
  [302, success, false],
  [200, "success", false],
  [200, "", false],
])("HTTP %i with %s is an acknowledgement: %s", (status, text, expected) => {
  expect(isAcknowledged(status, text)).toBe(expected);
});
