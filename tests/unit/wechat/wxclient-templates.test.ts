import { describe, expect, it } from "vitest";
import { tplData } from "@/lib/wechat";
import { rejection } from "./support";
import { answering, ok } from "./wxclient-answering";

const sent = '{"errcode":0,"errmsg":"ok","msgid":3717005636572528642}';

describe("sendTpl refuses before anything is sent", () => {
  it.each([
    ["touser", ["", "T1", {}]],
    ["template_id", ["o1", "", {}]],
    ["client_msg_id", ["o1", "T1", {}, { clientMsgId: "" }]],
    ["miniprogram.appid", ["o1", "T1", {}, { miniprogram: { appid: "" } }]],
    // From JavaScript, or by a cast.
    ["data.thing1", ["o1", "T1", { thing1: 5 as unknown as string }]],
    ["data.thing1", ["o1", "T1", { thing1: null as unknown as string }]],
    ["data.thing1", ["o1", "T1", { thing1: { color: "#173177" } as unknown as string }]],
  ] as const)("a fault in %s", async (field, [openid, id, data, options]) => {
    const { client, asked } = answering(sent);
    const error = await rejection(client.sendTpl(openid, id, data, options));
    expect(error).toMatchObject({ name: "WechatConfigError", code: "TEMPLATE", outcome: "refused" });
    expect(error).toMatchObject({ message: expect.stringContaining(`${field}:`) });
    expect(asked()).toEqual([]);
  });
});

describe("sendTpl", () => {
  it("leaves it to WeChat how long a clientMsgId may be", async () => {
    const { client, asked } = answering(sent);
    await client.sendTpl("o1", "T1", {}, { clientMsgId: "x".repeat(33) });
    expect(JSON.stringify(asked())).toContain("x".repeat(33));
  });

  it("sends what WeChat's page shows, and keeps all 64 bits of the id", async () => {
    const { client, asked } = answering(sent);
    const options = {
      url: "https://shop.example/orders/1?a=b&c",
      miniprogram: { appid: "wxmini", pagepath: "pages/order?id=1" },
      clientMsgId: "order-notice-1".padEnd(32, "x"),
    };
    const data = { thing1: "红宝石 ♦", amount2: ["12.00元", "#173177"], time3: { value: "now" } } as const;
    expect(await client.sendTpl("o1", "T1", data, options)).toEqual({ msgid: "3717005636572528642" });
    expect(asked()).toEqual([
      [
        "POST",
        "/message/template/send?access_token=TOKEN-1",
        '{"touser":"o1","template_id":"T1","url":"https://shop.example/orders/1?a=b&c",' +
          '"miniprogram":{"appid":"wxmini","pagepath":"pages/order?id=1"},' +
          '"client_msg_id":"order-notice-1xxxxxxxxxxxxxxxxxx",' +
          '"data":{"thing1":{"value":"红宝石 ♦"},"amount2":{"value":"12.00元","color":"#173177"},"time3":{"value":"now"}}}',
      ],
    ]);
  });

  it("leaves out what is not given, and takes an id that is small", async () => {
    const { client, asked } = answering({ ...ok, msgid: 7 });
    expect(await client.sendTpl("o1", "T1", {}, { url: "" })).toEqual({ msgid: "7" });
    expect(asked()[0]?.[2]).toBe('{"touser":"o1","template_id":"T1","data":{}}');
  });

  it.each([
    [-1, "query"],
    [45009, "retry"],
    [45011, "retry"],
    [40003, "stop"],
    [40037, "stop"],
    [43004, "stop"],
    [43019, "stop"],
    [43101, "stop"],
    [45109, "stop"],
    [40165, "stop"],
    [47003, "stop"],
  ])("errcode %i advises to %s, and is not repeated", async (errcode, advice) => {
    const { client, asked } = answering({ errcode, errmsg: "no rid: 1-2-3" });
    expect(await rejection(client.sendTpl("o1", "T1", {}))).toMatchObject({ errcode, advice });
    expect(asked()).toHaveLength(1);
  });

  it.each([ok, { msgid: "" }, { msgid: 1.5 }, { msgid: null }])(
    "takes %j as sent or not, nobody knows",
    async (answer) => {
      expect(await rejection(answering(answer).client.sendTpl("o1", "T1", {}))).toMatchObject({
        kind: "malformed",
        outcome: "unknown",
      });
    },
  );

  it("renews a dead token once and repeats the same body; a second refusal is thrown", async () => {
    const dead = { errcode: 40001, errmsg: "invalid credential" };
    const once = answering(dead, sent);
    expect(await once.client.sendTpl("o1", "T1", { thing1: "x" })).toMatchObject({
      msgid: expect.any(String),
    });
    const [first, second] = once.asked();
    expect(second?.[2]).toBe(first?.[2]);
    expect(second?.[1]).not.toBe(first?.[1]);
    const twice = answering(dead);
    expect(await rejection(twice.client.sendTpl("o1", "T1", {}))).toMatchObject({ errcode: 40001 });
    expect(twice.asked()).toHaveLength(2);
  });
});

describe("tplData", () => {
  it("takes texts, texts with a colour, and WeChat's own form; one colour is for all without one", () => {
    const values = {
      a: "1",
      b: ["2", "#111111"],
      c: { value: "3" },
      d: { value: "4", color: "#222222" },
    } as const;
    expect(tplData(values)).toEqual({
      a: { value: "1" },
      b: { value: "2", color: "#111111" },
      c: { value: "3" },
      d: { value: "4", color: "#222222" },
    });
    expect(tplData(values, "#333333")).toEqual({
      a: { value: "1", color: "#333333" },
      b: { value: "2", color: "#111111" },
      c: { value: "3", color: "#333333" },
      d: { value: "4", color: "#222222" },
    });
    expect(Object.keys(tplData({ a: "1" }).a ?? {})).toEqual(["value"]);
  });

  it("has no way into prototypes", () => {
    const data = tplData(JSON.parse('{"__proto__":"x"}'));
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
    expect(Object.keys(data)).toEqual(["__proto__"]);
  });
});

describe("bizsend", () => {
  it("sends a notice, without colours", async () => {
    const { client, asked } = answering(ok);
    const options = { page: "https://shop.example/", miniprogram: { appid: "wxmini" } };
    expect(await client.bizsend("o1", "T1", { thing1: ["x", "#111111"] }, options)).toBeUndefined();
    await client.bizsend("o1", "T1", {}, { page: "" });
    expect(asked()).toEqual([
      [
        "POST",
        "/message/subscribe/bizsend?access_token=TOKEN-1",
        '{"touser":"o1","template_id":"T1","page":"https://shop.example/","miniprogram":{"appid":"wxmini"},"data":{"thing1":{"value":"x"}}}',
      ],
      ["POST", expect.any(String), '{"touser":"o1","template_id":"T1","data":{}}'],
    ]);
  });

  it("refuses what is faulty, and passes on what WeChat refuses", async () => {
    const { client, asked } = answering({ errcode: 43101, errmsg: "user refuse to accept the msg rid: 1" });
    for (const promise of [
      client.bizsend("", "T1", {}),
      client.bizsend("o1", "", {}),
      client.bizsend("o1", "T1", {}, { miniprogram: { appid: "" } }),
    ])
      expect(await rejection(promise)).toMatchObject({ kind: "config", code: "NOTICE" });
    expect(asked()).toEqual([]);
    expect(await rejection(client.bizsend("o1", "T1", {}))).toMatchObject({ errcode: 43101, advice: "stop" });
  });
});

describe("the account's templates", () => {
  const template = {
    template_id: "T1",
    title: "订单支付成功",
    primary_industry: "",
    deputy_industry: "",
    content: "订单号{{character_string1.DATA}}\n",
    example: "订单号 1\n",
  };

  it("are listed", async () => {
    const { client, asked } = answering({ template_list: [template, { template_id: "T2" }] });
    const blank = { title: "", content: "", example: "", primary_industry: "", deputy_industry: "" };
    expect(await client.templates()).toEqual([template, { template_id: "T2", ...blank }]);
    expect(asked()).toEqual([["GET", "/template/get_all_private_template?access_token=TOKEN-1", ""]]);
    expect(await rejection(answering(ok).client.templates())).toMatchObject({ kind: "malformed" });
  });

  it("are removed by their id", async () => {
    const { client, asked } = answering(ok);
    expect(await rejection(client.templateDelete(""))).toMatchObject({ kind: "config" });
    expect(await client.templateDelete("T1")).toBeUndefined();
    expect(asked()).toEqual([
      ["POST", "/template/del_private_template?access_token=TOKEN-1", '{"template_id":"T1"}'],
    ]);
  });
});
