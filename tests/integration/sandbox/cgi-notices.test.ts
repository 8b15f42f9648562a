import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { acceptSubscription } from "@/lib/sandbox/templates";
import { acceptedCount, chen, expectRefused, linesOf, ok, pushes, tell } from "./cgi-support";
import { freshSandbox, lastCall, stopTime } from "./support";

beforeEach(async () => {
  await freshSandbox();
  stopTime();
});

const { template, subscribe } = sandboxAccounts.templates;
const data = {
  character_string1: { value: "20260115000001" },
  thing2: { value: "顺丰速运" },
  character_string3: { value: "SF1234567890123" },
  time4: { value: "15:01" },
};
const page = "http://localhost:3000/orders/1";
// Chen does not follow: notices need an acceptance only.
const notice = (changes: Record<string, unknown> = {}) =>
  tell("/cgi-bin/message/subscribe/bizsend", {
    touser: chen,
    template_id: subscribe.shipped,
    page,
    data,
    ...changes,
  });
const accept = (count = 1) =>
  Promise.all(Array.from({ length: count }, () => acceptSubscription("chen", [subscribe.shipped], true)));

describe("subscribe/bizsend", () => {
  it("sends one notice for each acceptance", async () => {
    await accept();
    expect(await notice()).toEqual(ok);
    const [line] = await linesOf("chen");
    expect(line).toMatchObject({ via: "template", templateId: subscribe.shipped });
    expect(line?.content).toMatchObject({
      kind: "template",
      api: "subscribe",
      title: "订单发货通知",
      url: page,
    });
    const [event] = await pushes();
    expect(event?.name).toBe("subscribe_msg_sent_event");
    expect(event?.body).toMatch(
      new RegExp(
        `<SubscribeMsgSentEvent><List><TemplateId><!\\[CDATA\\[${subscribe.shipped}\\]\\]></TemplateId><MsgID>${line?.msgId}</MsgID>` +
          "<ErrorCode>0</ErrorCode><ErrorStatus><!\\[CDATA\\[success\\]\\]></ErrorStatus></List></SubscribeMsgSentEvent>",
      ),
    );
    await expectRefused(notice(), 43101, "touser");
    expect(await linesOf("chen")).toHaveLength(1);
  });

  it("sends no more than were accepted, however many ask at once", async () => {
    await accept(3);
    expect(await acceptedCount("chen", subscribe.shipped)).toBe(3);
    const answers = await Promise.all(Array.from({ length: 6 }, () => notice()));
    expect(answers.map(({ errcode }) => errcode).sort()).toEqual([0, 0, 0, 43101, 43101, 43101]);
    expect(await linesOf("chen")).toHaveLength(3);
  });

  it("keeps the acceptance when the notice is refused", async () => {
    await accept();
    await expectRefused(notice({ data: { ...data, time4: { value: "明天" } } }), 47003, "data.time4.value");
    await db().sandboxPerson.updateMany({ where: { id: "chen" }, data: { blocks: true } });
    await expectRefused(notice(), 43101);
    await db().sandboxPerson.updateMany({ where: { id: "chen" }, data: { blocks: false } });
    expect(await notice()).toEqual(ok);
  });

  it.each<[string, Record<string, unknown>, number, string]>([
    ["nobody's openid", { touser: "x" }, 40003, "touser"],
    ["a template message's template", { template_id: template.shipped }, 40037, "template_id"],
    ["a template that is none", { template_id: "x" }, 40037, "template_id"],
    ["a page that is none", { page: "pages/index" }, 41030, "page"],
    ["a missing keyword", { data: {} }, 47003, "data.character_string1.value"],
    ["a mini program without its appid", { miniprogram: { pagepath: "a" } }, 40013, "miniprogram.appid"],
    ["one who never accepted", {}, 43101, "touser"],
    [
      "one who accepted another",
      { template_id: subscribe.paid, data: { ...data, amount3: { value: "1" } } },
      43101,
      "touser",
    ],
  ])("refuses %s", async (name, changes, errcode, field) => {
    if (!name.includes("never")) await accept();
    await expectRefused(notice(changes), errcode, field);
    expect(await linesOf("chen")).toEqual([]);
  });

  it("takes a notice without a page", async () => {
    await accept();
    expect(await notice({ page: undefined })).toEqual(ok);
    expect((await linesOf("chen"))[0]?.content.url).toBe("");
    expect((await lastCall()).why).toBeNull();
  });
});

describe("an answer to the question", () => {
  it("counts once for each template that is one of notices", async () => {
    await acceptSubscription("chen", [subscribe.paid, subscribe.paid, template.paid, "x"], true);
    expect(await db().sandboxSubscription.findMany()).toEqual([
      { personId: "chen", templateId: subscribe.paid, left: 1 },
    ]);
  });

  it("that refuses takes nothing away", async () => {
    await accept(2);
    await acceptSubscription("chen", [subscribe.shipped], false);
    expect(await acceptedCount("chen", subscribe.shipped)).toBe(2);
  });
});

describe("template/subscribe", () => {
  const send = (template_id: string, touser = chen) =>
    tell("/cgi-bin/message/template/subscribe", { touser, template_id, title: "t", scene: "1", data });

  it("is the older kind, which nobody has accepted", async () => {
    await accept();
    const call = await expectRefused(send(subscribe.shipped), 43101, "template_id");
    expect(call.why?.advice).toContain("bizsend");
    await expectRefused(send(template.shipped), 40037, "template_id");
    await expectRefused(send("x"), 40037, "template_id");
    await expectRefused(send(subscribe.shipped, "x"), 40003, "touser");
    expect(await acceptedCount("chen", subscribe.shipped)).toBe(1);
  });
});
