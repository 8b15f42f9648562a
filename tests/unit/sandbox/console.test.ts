import { expect, test } from "vitest";
import { parting } from "@/app/sandbox/_console/difference";
import { span, until } from "@/app/sandbox/_console/format";
import { highlight } from "@/app/sandbox/_console/highlight";
import { mergeCalls } from "@/app/sandbox/_console/use-live";
import { bridgeScript } from "@/lib/sandbox/bridge-script";
import type { CallSummary } from "@/lib/sandbox/ledger";

const text = (raw: string) =>
  highlight(raw)
    .map((piece) => piece.text)
    .join("");

test("two texts part where they differ, and the shared ends are never counted twice", () => {
  expect(parting("abcXdef", "abcYYdef")).toEqual({ head: 3, tail: 3 });
  expect(parting("aaa", "aa")).toEqual({ head: 2, tail: 0 });
  expect(parting("", "abc")).toEqual({ head: 0, tail: 0 });
});

test("XML is shown one element a line, with everything that it says", () => {
  expect(text("<xml><a><![CDATA[<b>]]></a><n>12</n></xml>")).toBe(
    "<xml>\n  <a><![CDATA[<b>]]></a>\n  <n>12</n>\n</xml>",
  );
});

test("JSON is laid out, but a number too long for JavaScript keeps its digits", () => {
  expect(text('{"a":[1,"x"]}')).toBe('{\n  "a": [\n    1,\n    "x"\n  ]\n}');
  expect(text('{"id":12345678901234567890}')).toContain("12345678901234567890");
});

test("headers stand before the body, and plain text stays as it came", () => {
  expect(text("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\nboom")).toBe(
    "HTTP/1.1 200 OK\ncontent-type: text/plain\n\nboom",
  );
  expect(text("<script>alert(1)</script>")).toBe("<script>alert(1)</script>");
});

const call = (id: number): CallSummary => ({
  id,
  at: "2026-01-01T00:00:00.000Z",
  direction: "in",
  method: "GET",
  address: "https://api.weixin.qq.com/sns/auth",
  httpStatus: 200,
  outcome: "",
  ok: true,
  hasWhy: false,
  api: null,
  durationMs: 1,
});
const ids = (calls: CallSummary[]) => calls.map((one) => one.id);

test("new calls come first, none twice, and a ledger that began anew is taken as it is", () => {
  expect(ids(mergeCalls([call(2), call(1)], [call(2), call(3), call(4)], 4))).toEqual([4, 3, 2, 1]);
  expect(ids(mergeCalls([call(9), call(8)], [call(1)], 1))).toEqual([1]);
});

test("spans are told in their two largest units", () => {
  expect(span(9_015)).toBe("2 小时 30 分");
  expect(span(0)).toBe("0 秒");
  expect(until("2026-01-01T00:00:15.000Z", Date.parse("2026-01-01T00:00:00.000Z"))).toBe("15 秒后");
});

test("the bridge is one plain script that parses", async () => {
  const script = await bridgeScript("MicroMessenger/8.0.47");
  expect(() => new Function(script)).not.toThrow();
  expect(script).not.toMatch(/^(import|export) /m);
});
