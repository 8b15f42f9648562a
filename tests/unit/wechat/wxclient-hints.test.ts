import { describe, expect, it } from "vitest";
import { WechatApiError } from "@/lib/wechat";
import { rejection } from "./support";
import { setup } from "./wxclient-support";

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at);

/** Every code that the interfaces of the client are known to answer with. */
const known = {
  "every call": [
    -1, 40001, 40013, 40014, 41001, 42001, 43001, 43002, 44002, 45009, 45011, 47001, 48001, 48006,
  ],
  "users and tags": [40003, 40032, 40092, 45056, 45057, 45058, 45059, 45157, 45158, 45159, 46004, 49003],
  templates: [40036, 40037, 40165, 43004, 43019, 43101, 45065, 45067, 45109, 47003],
  notices: [41030, 45168, 47504],
  messages: [40008, 45002, 45008, 45015, 45047, 45072, 45080, 45081, 48002],
  menus: [...from(40015, 40028), 40054, 40055, 46003, ...from(65301, 65317), 65320],
  "QR codes": [40053],
  media: [40004, 40005, 40006, 40007, ...from(40009, 40012), 40113, 41005, 41006, 44001, 46001],
};

describe.each(Object.entries(known))("a refusal of %s", (_, codes) => {
  it.each(codes)("%i tells in both languages what to do", (errcode) => {
    const { hint, hintZh } = new WechatApiError(errcode, "no rid: 1-2-3");
    expect(hint).toMatch(/^[A-Z].{20,}\.$/);
    expect(hintZh).toMatch(/\p{Script=Han}.*。$/u);
    expect(hint).not.toMatch(/\{\w+\}/);
  });
});

describe("what to do after a refusal", () => {
  it.each([
    [-1, { retryable: true, outcome: "unknown", advice: "query" }],
    [45009, { retryable: true, outcome: "refused", advice: "retry" }],
    [45011, { retryable: true, outcome: "refused", advice: "retry" }],
  ])("%i may go away", (errcode, expected) => {
    expect(new WechatApiError(errcode, "")).toMatchObject(expected);
  });

  it("everything else stays", () => {
    const passing = new Set([-1, 45009, 45011]);
    for (const errcode of Object.values(known)
      .flat()
      .filter((code) => !passing.has(code))) {
      const error = new WechatApiError(errcode, "");
      expect(error).toMatchObject({ retryable: false, outcome: "refused", advice: "stop" });
    }
  });

  it("a token's used-up day is asked about every 10 seconds, a used-up minute every 2", async () => {
    for (const [errcode, seconds] of [
      [45009, 10],
      [45011, 2],
    ] as const) {
      const { start, account, clock, count } = setup();
      account.intercept = () => ({ errcode, errmsg: "quota" });
      const client = start();
      expect(await rejection(client.accessToken())).toMatchObject({ errcode });
      clock.advance(seconds - 0.001);
      expect(await rejection(client.accessToken())).toMatchObject({ errcode });
      expect(count("stable_token")).toBe(1);
      clock.advance(0.001);
      expect(await rejection(client.accessToken())).toMatchObject({ errcode });
      expect(count("stable_token")).toBe(2);
    }
  });
});
