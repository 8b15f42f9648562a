import { beforeEach, expect, it } from "vitest";
import { type Verification, verifyEndpoint } from "@/lib/sandbox/chat/verify";
import { type Answer, endpoint, freshChat, pushCalls, robot, sha1 } from "./chat-support";

beforeEach(() => freshChat());

/** Checks the address of a shop that answers so. */
async function check(answer: (echostr: string) => Answer): Promise<Verification> {
  endpoint.answer = async ({ query }) => answer(query.echostr ?? "");
  return verifyEndpoint();
}

it("asks with a signature and is content with the same echostr", async () => {
  expect(await check((echostr) => echostr)).toEqual({ ok: true, message: expect.stringContaining("正确") });
  const [arrived] = endpoint.arrived;
  const { signature, timestamp = "", nonce = "", echostr = "" } = arrived?.query ?? {};
  expect([arrived?.method, arrived?.path]).toEqual(["GET", "/wechat"]);
  expect(echostr).toMatch(/^\d{4,}$/);
  expect(signature).toBe(sha1(robot.token, timestamp, nonce));
  expect(await pushCalls()).toMatchObject([{ method: "GET", ok: true, answer: echostr }]);
});

const wrong: [string, (echostr: string) => Answer, RegExp][] = [
  ["quotes", (echostr) => `"${echostr}"`, /引号/],
  ["a line feed", (echostr) => `${echostr}\n`, /空白/],
  ["a byte order mark", (echostr) => `\uFEFF${echostr}`, /BOM/],
  ["nothing", () => "", /空的/],
  ["success", () => "success", /不是 echostr/],
  ["403", () => ({ status: 403, body: "no" }), /签名不对/],
  ["a redirect", () => ({ status: 302, body: "" }), /跳转/],
  ["404", () => ({ status: 404, body: "" }), /404/],
];

it.each(wrong)("says what is wrong: %s", async (_name, answer, rule) => {
  expect(await check(answer)).toEqual({ ok: false, message: expect.stringMatching(rule) });
  const [call] = await pushCalls();
  expect(call).toMatchObject({ ok: false, why: { rule: expect.stringMatching(rule) } });
});

it("says when nobody answers", async () => {
  await freshChat({ APP_URL: "http://127.0.0.1:9" });
  expect(await verifyEndpoint()).toEqual({ ok: false, message: expect.stringContaining("连接不上") });
  expect(await pushCalls()).toMatchObject([{ httpStatus: 0, ok: false }]);
});
