import { constants, createHash, publicEncrypt } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { now } from "@/lib/clock";
import { advanceClock } from "@/lib/sandbox/clock";
import { setFault } from "@/lib/sandbox/faults";
import { publicKey } from "@/lib/sandbox/merchant-keys";
import { finishSheet } from "@/lib/sandbox/pay-sheet";
import { setProbeRate } from "@/lib/sandbox/pay-v3/probes";
import { beijingTime } from "@/lib/wechat/time";
import { freshSandbox, lastCall, pay, stopTime } from "./support";
import { isGenuine, placeV3, queryV3, send } from "./v3-support";

let urls: string[] = [];
let bodies: string[] = [];
beforeEach(async () => {
  await freshSandbox();
  [urls, bodies] = [[], []];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    urls.push(url);
    bodies.push(String(init.body));
    return new Response("", { status: isGenuine(new Headers(init.headers), String(init.body)) ? 200 : 401 });
  });
});

const dayOf = (): string => beijingTime(now()).replace(/^(\d{4})(\d\d)(\d\d).*/, "$1-$2-$3");
const tradeBill = (query: string) => send({ path: `/v3/bill/tradebill?${query}` });

async function payOne(): Promise<void> {
  const { json } = await placeV3();
  await finishSheet({ prepayId: String(json.prepay_id), action: "pay" }, "lin");
}

describe("a trade bill", () => {
  it("is announced with its digest, and fetched unsigned", async () => {
    stopTime();
    const day = dayOf();
    await payOne();
    expect(await tradeBill(`bill_date=${day}`)).toMatchObject({ json: { code: "NO_STATEMENT_EXIST" } });
    await advanceClock(23 * 3600);
    expect(await tradeBill(`bill_date=${day}`)).toMatchObject({
      status: 400,
      json: { code: "STATEMENT_CREATING" },
    });
    await advanceClock(12 * 3600);
    await setFault("bill_extra", true);
    const { json, headers, text } = await tradeBill(`bill_date=${day}&bill_type=SUCCESS`);
    expect(isGenuine(headers, text)).toBe(true);
    const { pathname, search } = new URL(String(json.download_url));
    const file = await send({ path: `${pathname.replace("/sandbox/api.mch.weixin.qq.com", "")}${search}` });
    expect(file.status).toBe(200);
    expect(file.headers.get("wechatpay-signature")).toBeNull();
    expect(createHash("sha1").update(file.text).digest("hex")).toBe(json.hash_value);
    expect(file.text).toContain("`V20260101000001");
    await advanceClock(301);
    await tradeBill(`bill_date=${day}`);
    const late = await send({ path: `${pathname.replace("/sandbox/api.mch.weixin.qq.com", "")}${search}` });
    expect(late.status).toBe(404);
  });

  it.each([
    ["bill_date=20260615", "/bill_date"],
    ["bill_date=2026-02-30", "/bill_date"],
    ["", "/bill_date"],
    ["bill_date=2026-06-15&bill_type=RECHARGE_REFUND", "/bill_type"],
    ["bill_date=2026-06-15&tar_type=GZIP", "/tar_type"],
  ])("asked for by %s is refused", async (query, field) => {
    expect(await tradeBill(query)).toMatchObject({
      status: 400,
      json: { code: "PARAM_ERROR", detail: { field } },
    });
  });

  it("needs its token", async () => {
    expect(await send({ path: "/v3/billdownload/file?token=x" })).toMatchObject({ status: 404 });
  });
});

describe("an echo", () => {
  const seal = (text: string) =>
    publicEncrypt(
      { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" },
      Buffer.from(text),
    ).toString("base64");
  const echo = (body: object, serial: string | undefined = pay.publicKeyId) =>
    send({ path: "/v3/security/echo", body, headers: { "wechatpay-serial": serial } });

  it("comes back, and as a notice", async () => {
    const body = {
      echo_message: "月光",
      encrypted_echo_message: seal("月光"),
      notify_url: "https://shop.example.com/wxpay/echo/callback",
    };
    expect(await echo(body)).toMatchObject({ status: 200, json: body });
    await advanceClock(1);
    expect(urls).toEqual([body.notify_url]);
    expect(JSON.parse(bodies[0] ?? "")).toMatchObject({
      event_type: "SECURITY_ECHO.SUCCESS",
      resource: { original_type: "security" },
    });
    expect(await lastCall()).toMatchObject({ ok: true, outcome: "自测通知：店铺已确认" });
  });

  it("that is not encrypted to the key that is named, or names none, is refused", async () => {
    const wrong = { echo_message: "a", encrypted_echo_message: "AAAA" };
    expect(await echo(wrong)).toMatchObject({ status: 400, json: { code: "PARAM_ERROR" } });
    expect((await send({ path: "/v3/security/echo", body: { echo_message: "a" } })).json.message).toContain(
      "Wechatpay-Serial",
    );
    expect((await echo({})).status).toBe(400);
  });
});

describe("answers that are wrong on purpose", () => {
  it("by a probe: the work is done, the signature is none", async () => {
    await setFault("v3_signtest", true);
    const answer = await placeV3();
    expect(answer.headers.get("wechatpay-signature")).toMatch(/^WECHATPAY\/SIGNTEST\//);
    expect(isGenuine(answer.headers, answer.text)).toBe(false);
    const query = await queryV3();
    expect([query.status, isGenuine(query.headers, query.text)]).toEqual([200, true]);
  });

  it("every so many answers, when somebody wants it, and never by itself", async () => {
    await placeV3();
    const probes = async () => {
      const answers = [];
      for (let time = 0; time < 6; time += 1) answers.push(await queryV3());
      return answers.filter(({ headers, text }) => !isGenuine(headers, text)).length;
    };
    expect(await probes()).toBe(0);
    await setProbeRate(3);
    expect(await probes()).toBe(2);
    await setProbeRate(0);
    expect(await probes()).toBe(0);
  });

  it.each([
    ["pay_systemerror", 500, 404],
    ["pay_systemerror_after", 500, 200],
    ["pay_bad_sign", 200, 404],
    ["pay_bad_sign_after", 200, 200],
    ["pay_half_after", 200, 200],
  ] as const)("%s: answered %i, and a query then finds %i", async (fault, status, found) => {
    await setFault(fault, true);
    const answer = await placeV3().catch(() => null);
    if (answer) {
      expect(answer.status).toBe(status);
      expect(status === 500 || !isGenuine(answer.headers, answer.text)).toBe(true);
    }
    expect((await queryV3()).status).toBe(found);
  });

  it("no answer at all breaks the connection", async () => {
    await setFault("pay_no_answer_after", true);
    await expect(placeV3()).rejects.toThrow();
    expect(await lastCall()).toMatchObject({ httpStatus: 0, ok: false });
    expect((await queryV3()).status).toBe(200);
  });
});
