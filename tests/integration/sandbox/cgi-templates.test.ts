import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { changePerson } from "@/lib/sandbox/people";
import {
  ask,
  chen,
  expectRefused,
  lin,
  linElsewhere,
  linesOf,
  ok,
  pushes,
  tell,
  tellRaw,
} from "./cgi-support";
import { apiPost, freshSandbox, lastCall, mp, stopTime, wait } from "./support";

beforeEach(async () => {
  await freshSandbox();
  stopTime();
});

const { template, subscribe } = sandboxAccounts.templates;
const data = {
  character_string1: { value: "20260115000001" },
  thing2: { value: "月光石吊坠" },
  amount3: { value: "¥88.00" },
  time4: { value: "2026年1月15日 15:01" },
};
const url = "http://localhost:3000/orders/1";
const message = (changes: Record<string, unknown> = {}) => ({
  touser: lin,
  template_id: template.paid,
  url,
  data,
  ...changes,
});
const send = (changes?: Record<string, unknown>) => tell("/cgi-bin/message/template/send", message(changes));
const list = async () =>
  (await ask("/cgi-bin/template/get_all_private_template")).template_list as Record<string, string>[];

describe("template/send", () => {
  it("puts the message into the chat, and tells the shop's server that it arrived", async () => {
    const raw = await tellRaw("/cgi-bin/message/template/send", message());
    const [, msgid = ""] = /^\{"errcode":0,"errmsg":"ok","msgid":(\d{19})\}$/.exec(raw) ?? [];
    // A number that JSON.parse cannot keep.
    expect(BigInt(msgid)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
    const [line, ...others] = await linesOf("lin");
    expect(others).toEqual([]);
    expect(line).toMatchObject({ from: "account", via: "template", msgId: msgid, templateId: template.paid });
    expect(line?.content).toEqual({
      kind: "template",
      api: "template",
      title: "订单支付成功通知",
      fields: [
        { name: "订单编号", value: "20260115000001" },
        { name: "商品名称", value: "月光石吊坠" },
        { name: "支付金额", value: "¥88.00" },
        { name: "支付时间", value: "2026年1月15日 15:01" },
      ],
      url,
    });
    const [event] = await pushes();
    expect(event).toMatchObject({ personId: "lin", name: "TEMPLATESENDJOBFINISH" });
    expect(event?.body).toContain(`<MsgID>${msgid}</MsgID><Status><![CDATA[success]]></Status>`);
    expect((await lastCall()).why).toBeNull();
  });

  it("tells later that somebody refuses messages", async () => {
    await send();
    await db().sandboxPerson.update({ where: { id: "lin" }, data: { blocks: true } });
    expect(await send()).toMatchObject(ok);
    expect(await linesOf("lin")).toHaveLength(1);
    expect((await pushes())[1]?.body).toContain("<![CDATA[failed:user block]]>");
  });

  it("sends one client_msg_id once in ten minutes, to each person", async () => {
    await changePerson("chen", { follows: true });
    const once = { client_msg_id: "order-1-paid" };
    const first = await tellRaw("/cgi-bin/message/template/send", message(once));
    wait(599);
    expect(await tellRaw("/cgi-bin/message/template/send", message(once))).toBe(first);
    expect((await lastCall()).why?.notes?.join()).toContain("client_msg_id");
    expect(await linesOf("lin")).toHaveLength(1);
    expect(await pushes()).toHaveLength(1);
    expect(await tellRaw("/cgi-bin/message/template/send", message({ ...once, touser: chen }))).not.toBe(
      first,
    );
    expect(await send({ client_msg_id: "order-2-paid" })).toMatchObject(ok);
    wait(600);
    expect(await tellRaw("/cgi-bin/message/template/send", message(once))).not.toBe(first);
    expect(await linesOf("lin")).toHaveLength(3);
  });

  it("sends it once, too, when ten ask at the same moment", async () => {
    const once = message({ client_msg_id: "same" });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => tellRaw("/cgi-bin/message/template/send", once)),
    );
    expect(new Set(answers).size).toBe(1);
    expect(await linesOf("lin")).toHaveLength(1);
  });

  it("takes what WeChat ignores, and says so", async () => {
    const given = {
      ...data,
      first: { value: "您好" },
      remark: { value: "谢谢" },
      thing9: { value: "x".repeat(99) },
      thing2: { value: "石", color: "#173177" },
    };
    expect(await send({ data: given, client_msg_id: "x".repeat(33) })).toMatchObject(ok);
    const notes = (await lastCall()).why?.notes ?? [];
    expect(notes).toHaveLength(4);
    expect(notes[0]).toMatch(/^first、remark/);
    expect(notes[1]).toContain("thing9");
    expect(notes[2]).toContain("color");
    expect(notes[3]).toContain("33");
    const [line] = await linesOf("lin");
    expect(line?.content.fields).toHaveLength(4);
  });

  it("leads nowhere without a url, and to the url when there is a mini program", async () => {
    await send({ url: undefined });
    await send({ url: "" });
    await send({ url: "javascript:alert(1)" });
    expect((await lastCall()).why?.notes?.join()).toContain("javascript:alert(1)");
    await send({ miniprogram: { appid: "wx0", pagepath: "a" } });
    expect((await linesOf("lin")).map((line) => line.content.url)).toEqual(["", "", "", url]);
    for (const empty of [{}, { appid: "", pagepath: "" }])
      expect(await send({ url: "", miniprogram: empty })).toMatchObject(ok);
    expect((await linesOf("lin")).at(-1)?.content.url).toBe("");
    await expectRefused(send({ miniprogram: { pagepath: "a" } }), 40013, "miniprogram.appid");
  });

  it("may have letters in a phrase, which may be wrong and is noted", async () => {
    const { character_string1, time4 } = data;
    const words = { character_string1, amount2: { value: "¥1.00" }, phrase3: { value: "VIP已退" }, time4 };
    expect(await send({ template_id: template.refunded, data: words })).toMatchObject(ok);
    expect((await lastCall()).why?.notes?.join()).toContain("VIP已退");
    await send({ template_id: template.refunded, data: { ...words, phrase3: { value: "已退款" } } });
    expect((await lastCall()).why?.notes).toBeUndefined();
  });

  it.each<[string, Record<string, unknown>, number, string]>([
    ["nobody's openid", { touser: "x" }, 40003, "touser"],
    ["no openid", { touser: undefined }, 40003, "touser"],
    ["the website's openid", { touser: linElsewhere }, 40003, "touser"],
    ["one who does not follow", { touser: chen }, 43004, "touser"],
    ["no template", { template_id: undefined }, 40037, "template_id"],
    ["a template that is none", { template_id: "x" }, 40037, "template_id"],
    ["a notice's template", { template_id: subscribe.paid }, 40037, "template_id"],
    ["no data", { data: undefined }, 47003, "data.character_string1.value"],
    ["a missing keyword", { data: { ...data, amount3: undefined } }, 47003, "data.amount3.value"],
    ["a keyword without a value", { data: { ...data, amount3: {} } }, 47003, "data.amount3.value"],
    ["a keyword that is empty", { data: { ...data, thing2: { value: " " } } }, 47003, "data.thing2.value"],
    [
      "a thing too long",
      { data: { ...data, thing2: { value: "月".repeat(21) } } },
      47003,
      "data.thing2.value",
    ],
    ["data that is none", { data: "x" }, 47001, "data"],
    ["texts in place of values", { data: { ...data, thing2: "石" } }, 47001, "data.thing2"],
  ])("refuses %s", async (_name, changes, errcode, field) => {
    await expectRefused(send(changes), errcode, field);
    expect(await linesOf("lin")).toEqual([]);
    expect(await pushes()).toEqual([]);
  });

  it("names the keyword that does not fit, in the answer too", async () => {
    const answer = await send({ data: { ...data, amount3: { value: "很多" } } });
    expect(answer.errmsg).toMatch(/^argument invalid! data\.amount3\.value invalid, rid: /);
    expect((await lastCall()).why?.expected).toContain("¥88.00");
    await send({ template_id: subscribe.paid });
    expect((await lastCall()).why?.advice).toContain("message/subscribe/bizsend");
  });

  it("refuses the blacklisted, until they are not", async () => {
    const openid_list = [lin];
    await tell("/cgi-bin/tags/members/batchblacklist", { openid_list });
    await expectRefused(send(), 43019, "touser");
    await tell("/cgi-bin/tags/members/batchunblacklist", { openid_list });
    expect(await send()).toMatchObject(ok);
  });

  it("is counted by the day, which clear_quota begins anew", async () => {
    await send();
    await db().sandboxUsage.updateMany({ where: { name: "message/template/send" }, data: { count: 99_999 } });
    expect(await send()).toMatchObject(ok);
    await expectRefused(send(), 45009);
    expect(await linesOf("lin")).toHaveLength(2);
    // It was 1 o'clock in Beijing, which is where the day is counted.
    wait(23 * 3600);
    expect(await send()).toMatchObject(ok);
    wait(0);
    await apiPost("/cgi-bin/clear_quota/v2", { appid: mp.appid, appsecret: mp.secret });
    expect(await send()).toMatchObject(ok);
  });
});

describe("the account's templates", () => {
  it("are listed with their keywords", async () => {
    expect((await list()).map(({ template_id }) => template_id)).toEqual(Object.values(template));
    expect((await list())[2]).toMatchObject({
      title: "退款成功通知",
      content:
        "订单编号:{{character_string1.DATA}}\n退款金额:{{amount2.DATA}}\n退款状态:{{phrase3.DATA}}\n退款时间:{{time4.DATA}}\n",
      example: expect.stringContaining("退款状态:已退款"),
    });
    expect(await ask("/cgi-bin/template/get_industry")).toMatchObject({
      primary_industry: { first_class: "商业服务" },
    });
  });

  it("can be deleted and added; what is gone cannot be sent", async () => {
    expect(await tell("/cgi-bin/template/del_private_template", { template_id: template.paid })).toEqual(ok);
    await expectRefused(send(), 40037, "template_id");
    expect(await list()).toHaveLength(2);
    const add = (template_id_short: string, keyword_name_list?: string[]) =>
      tell("/cgi-bin/template/api_add_template", { template_id_short, keyword_name_list });
    const { template_id } = await add("43216", ["订单编号", "支付金额"]);
    expect((await list())[2]).toMatchObject({ template_id, title: "订单支付成功通知" });
    const { character_string1, amount3 } = data;
    expect(await send({ template_id, data: { character_string1, amount3 } })).toMatchObject(ok);
    await expectRefused(add("1"), 40037, "template_id_short");
    for (let count = 3; count < 25; count += 1) expect(await add("43216")).toMatchObject(ok);
    await expectRefused(add("43216"), 45026);
  });

  it.each(["x", "", subscribe.paid])("cannot be deleted by the id %j", async (template_id) => {
    const remove = tell("/cgi-bin/template/del_private_template", { template_id });
    await expectRefused(remove, 40037, "template_id");
    expect(await list()).toHaveLength(3);
  });

  it("are others for notices", async () => {
    const answer = await ask("/wxaapi/newtmpl/gettemplate");
    expect(answer).toMatchObject({ ...ok, data: [{ priTmplId: subscribe.paid, type: 2 }, {}, {}] });
  });
});
