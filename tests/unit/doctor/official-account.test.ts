import { describe, expect, it, test } from "vitest";
import { checkWechat } from "@/lib/doctor/wechat";
import { account, realConfig } from "./support";

const ids = { paid: "PaidTemplate01", shipped: "ShippedTemplate01", refunded: "RefundedTemplate01" };
const words = {
  paid: ["character_string1", "thing2", "amount3", "time4"],
  shipped: ["character_string1", "thing2", "character_string3", "time4"],
  refunded: ["character_string1", "amount2", "phrase3", "time4"],
};
const templateOf = (kind: keyof typeof ids, has: readonly string[] = words[kind]) => ({
  template_id: ids[kind],
  title: `About ${kind}`,
  content: has.map((word) => `标题：{{${word}.DATA}}`).join("\n"),
});
const all = [templateOf("paid"), templateOf("shipped"), templateOf("refunded")];
const settings = {
  WXTPL_ORDER_PAID: ids.paid,
  WXTPL_ORDER_SHIPPED: ids.shipped,
  WXTPL_ORDER_REFUNDED: ids.refunded,
  WEROBOT_TOKEN: "endpointtoken",
  WEROBOT_AES_KEY: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
};
const reached = {
  dns: [{ ip: "203.0.113.9", real_operator: "UNICOM" }],
  ping: [{ ip: "203.0.113.9", from_operator: "DEFAULT", package_loss: "0%", time: "20ms" }],
};

async function look(changes: Record<string, object> = {}, given: Record<string, string> = settings) {
  const asked: URL[] = [];
  const noPay = { WXPAY_APPID: "", WXPAY_MCHID: "", WXPAY_KEY: "" };
  const answers = {
    "/cgi-bin/template/get_all_private_template": { template_list: all },
    "/cgi-bin/callback/check": reached,
    ...changes,
  };
  const found = await checkWechat(realConfig({ ...noPay, ...given }), account(answers, asked));
  return { findings: found.account, paths: asked.map(({ pathname }) => pathname) };
}
const levels = (findings: { level: string }[]) => findings.map(({ level }) => level);

describe("an account in order", () => {
  it("has an endpoint that is reached, and every template with its words", async () => {
    const { findings } = await look();
    expect(levels(findings)).toEqual(["ok", "ok", "ok", "ok", "ok"]);
    expect(findings[0]?.what).toContain("https://shop.example.com/wechat");
    expect(findings[1]?.what).toContain("203.0.113.9");
    expect(findings[2]?.what).toBe("WXTPL_ORDER_PAID: About paid");
  });

  it("may do without either, and is not asked then", async () => {
    const { findings, paths } = await look({}, {});
    expect(levels(findings)).toEqual(["off", "off"]);
    expect(paths).not.toContain("/cgi-bin/callback/check");
    expect(paths).not.toContain("/cgi-bin/template/get_all_private_template");
  });
});

describe("templates", () => {
  const list = (template_list: object[]) =>
    look({ "/cgi-bin/template/get_all_private_template": { template_list } });

  it("that the account does not have are named", async () => {
    const { findings } = await list(all.slice(1));
    expect(findings[2]).toMatchObject({ level: "bad", what: expect.stringContaining("WXTPL_ORDER_PAID") });
    expect(levels(findings.slice(3))).toEqual(["ok", "ok"]);
  });

  it.each([
    [["character_string1", "thing9", "amount3", "time4"], /nothing fills thing9; it has no thing2/],
    [[...words.paid, "thing5"], /nothing fills thing5$/],
    [words.paid.slice(1), /it has no character_string1$/],
  ])("with the words %j are not what the shop fills in", async (has, what) => {
    const { findings } = await list([templateOf("paid", has), ...all.slice(1)]);
    expect(findings[2]).toMatchObject({ level: "bad", what: expect.stringMatching(what) });
    expect(findings[2]?.mend).toContain("templates.ts");
  });

  it("of subscription notices are another interface's", async () => {
    const { findings, paths } = await look({}, { ...settings, WXTPL_API: "subscribe" });
    expect(findings[2]?.level).toBe("off");
    expect(paths).not.toContain("/cgi-bin/template/get_all_private_template");
  });

  it("that WeChat does not tell of are a finding", async () => {
    const refusal = { errcode: 48001, errmsg: "api unauthorized" };
    const { findings } = await look({ "/cgi-bin/template/get_all_private_template": refusal });
    expect(findings[2]).toMatchObject({ level: "bad", what: expect.stringContaining("48001") });
  });
});

describe("the endpoint", () => {
  it.each([
    ["no server is known", { ping: [] }, /finds no server/],
    ["all pings are lost", { ...reached, ping: [{ ip: "203.0.113.9", package_loss: "100%" }] }, /in vain/],
  ])("is looked at when %s", async (_, answer, what) => {
    const { findings } = await look({ "/cgi-bin/callback/check": answer });
    expect(findings[1]).toMatchObject({ level: "warn", what: expect.stringMatching(what) });
  });

  it("an answer that is none of WeChat's is told", async () => {
    const { findings } = await look({ "/cgi-bin/callback/check": { dns: "here" } });
    expect(findings[1]?.level).toBe("bad");
    expect(levels(findings.slice(2))).toEqual(["ok", "ok", "ok"]);
  });

  it("without a key takes messages in the clear", async () => {
    const { findings } = await look({}, { ...settings, WEROBOT_AES_KEY: "" });
    expect(findings[0]).toMatchObject({ level: "warn", mend: expect.stringContaining("WEROBOT_AES_KEY") });
  });

  it("at a port is never called", async () => {
    const { findings } = await look({}, { ...settings, APP_URL: "https://shop.example.com:8443" });
    expect(findings[0]).toMatchObject({ level: "bad", what: expect.stringContaining("80 and 443") });
  });

  it("that is off leaves order messages without news of their end", async () => {
    const { WEROBOT_TOKEN: _, WEROBOT_AES_KEY: __, ...rest } = settings;
    const { findings } = await look({}, rest);
    expect(findings[0]).toMatchObject({ level: "off", what: expect.stringContaining("arrive") });
  });
});

test("an account that gets no token is not asked further", async () => {
  const { findings, paths } = await look({
    "/cgi-bin/stable_token": { errcode: 40164, errmsg: "invalid ip" },
  });
  expect(findings).toEqual([]);
  expect(paths).not.toContain("/cgi-bin/callback/check");
});

test("nothing that is told holds a secret", async () => {
  const { findings } = await look();
  expect(JSON.stringify(findings)).not.toContain(settings.WEROBOT_TOKEN);
  expect(JSON.stringify(findings)).not.toContain(settings.WEROBOT_AES_KEY);
});

test("an endpoint that a sandbox calls may have a port, wherever that sandbox is", async () => {
  const gateway = "http://localhost:4162/sandbox";
  const config = realConfig({ ...settings, APP_URL: "http://localhost:4161", WECHAT_GATEWAY_URL: gateway });
  const wechat = account({ "/cgi-bin/callback/check": reached });
  const { account: findings } = await checkWechat(config, (input) =>
    wechat(String(input).replace(`${gateway}/`, "https://")),
  );
  expect(findings[0]).toEqual(expect.objectContaining({ level: "ok", what: "message endpoint: on" }));
  expect(findings[1]?.what).toMatch(/^message endpoint: the sandbox finds it/);
});
