import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { act } from "@/lib/sandbox/chat/acts";
import { addLine, addNote, markRead, readChat, unreadCount } from "@/lib/sandbox/chat/book";
import { setPushMode } from "@/lib/sandbox/chat/mode";
import { chatOverview } from "@/lib/sandbox/chat/overview";
import { pushMessage } from "@/lib/sandbox/chat/pushes";
import { secondsFromNow } from "@/lib/sandbox/grants";
import { readState } from "@/lib/sandbox/state";
import { acceptedCount } from "./cgi-support";
import { deliver, endpoint, freshChat } from "./chat-support";
import { wait } from "./support";

beforeEach(() => freshChat());

const tell = (text: string) =>
  addLine({ personId: "lin", from: "account", via: "custom", content: { kind: "text", text } });

describe("a chat", () => {
  it("has its lines in their order, each person's by itself", async () => {
    await pushMessage("lin", { kind: "text", text: "一" });
    await tell("二");
    await addNote("chen", "三");
    const chat = await readChat("lin");
    expect(chat.lines).toMatchObject([
      { from: "person", via: null, content: { kind: "text", text: "一" }, delivery: "waiting" },
      { from: "account", via: "custom", content: { kind: "text", text: "二" }, delivery: null },
    ]);
    expect(chat).toMatchObject({
      person: "lin",
      nickname: "林月",
      account: "月光宝石",
      follows: true,
      staff: false,
    });
    expect((await readChat("chen")).lines).toMatchObject([
      { from: "wechat", content: { kind: "note", tone: "plain" } },
    ]);
  });

  it("shows the last 200", async () => {
    for (let count = 1; count <= 203; count += 1) await tell(String(count));
    const { lines } = await readChat("lin");
    expect(lines).toHaveLength(200);
    expect(lines[0]?.content).toMatchObject({ text: "4" });
    expect(lines.at(-1)?.content).toMatchObject({ text: "203" });
  });

  it("shows that the account is typing while it is, and in which mode it is spoken to", async () => {
    expect((await readChat("lin")).typing).toBe(false);
    await db().sandboxPerson.update({ where: { id: "lin" }, data: { typingTill: secondsFromNow(15) } });
    await setPushMode("compatible");
    expect(await readChat("lin")).toMatchObject({ typing: true, mode: "compatible" });
    wait(16);
    expect((await readChat("lin")).typing).toBe(false);
  });
});

it("counts what a person has not seen: the account's messages, and no notes", async () => {
  const first = await tell("一");
  await addNote("lin", "注");
  const last = await tell("二");
  expect(await unreadCount("lin")).toBe(2);
  await markRead("lin", first);
  expect(await unreadCount("lin")).toBe(1);
  await markRead("lin", last);
  await markRead("lin", first);
  expect(await unreadCount("lin")).toBe(0);
  expect(await unreadCount("chen")).toBe(0);
});

it("the console sees the pushes, the mode, the address and everybody's chat", async () => {
  await pushMessage("lin", { kind: "text", text: "在吗" });
  await deliver();
  await act("chen", { act: "follow" });
  await tell("一");
  const overview = await chatOverview();
  expect(overview).toMatchObject({ mode: "safe", shopMode: "safe", endpoint: `${endpoint.url}/wechat` });
  expect(overview.pushes).toMatchObject([
    { name: "subscribe", title: "subscribe 事件", personId: "chen", status: "waiting", attempts: 0 },
    { name: "text", title: "文字消息", personId: "lin", status: "answered", attempts: 1 },
  ]);
  expect(overview.people).toMatchObject([
    { id: "lin", follows: true, unread: 1 },
    { id: "chen", follows: true, unread: 0 },
    { id: "guest", follows: false, unread: 0 },
    { id: "owner", follows: false, unread: 0 },
  ]);
  for (let count = 0; count < 25; count += 1)
    await act("lin", { act: "location", latitude: 1, longitude: 2 });
  expect((await readState("lin")).chat.pushes).toHaveLength(20);
});

describe("acts", () => {
  const events = async () => {
    await deliver();
    return endpoint.arrived.map(({ message }) => message.replace(/^.*?<Event>/, "<Event>"));
  };

  it("entering tells nothing; the place is told when it is", async () => {
    expect(await act("lin", { act: "enter" })).toEqual({});
    expect(await act("lin", { act: "location", latitude: 31.5, longitude: -0.25 })).toEqual({});
    expect(await act("chen", { act: "location", latitude: 1, longitude: 2 })).toMatchObject({
      note: expect.any(String),
    });
    expect(await events()).toEqual([
      "<Event><![CDATA[LOCATION]]></Event><Latitude>31.5</Latitude><Longitude>-0.25</Longitude><Precision>30</Precision></xml>",
    ]);
  });

  it("notices that are switched off are accepted no more, which the shop is told", async () => {
    const { paid, shipped } = sandboxAccounts.templates.subscribe;
    await act("lin", { act: "template-answer", templateIds: [paid, shipped], accept: true });
    await act("chen", { act: "template-answer", templateIds: [paid], accept: true });
    await act("lin", { act: "templates-off", templateIds: [paid] });
    expect((await events()).at(-1)).toBe(
      `<Event><![CDATA[subscribe_msg_change_event]]></Event><SubscribeMsgChangeEvent><List><TemplateId><![CDATA[${paid}]]></TemplateId><SubscribeStatusString><![CDATA[reject]]></SubscribeStatusString></List></SubscribeMsgChangeEvent></xml>`,
    );
    const left = await db().sandboxSubscription.findMany({ orderBy: { personId: "asc" } });
    expect(left.map(({ personId, templateId }) => [personId, templateId])).toEqual([
      ["chen", paid],
      ["lin", shipped],
    ]);
  });

  it.each([
    [true, "accept", 1],
    [false, "reject", 0],
  ])("an answer to the question for notices is told and kept: %s", async (accept, status, left) => {
    const { paid, shipped } = sandboxAccounts.templates.subscribe;
    await act("lin", { act: "template-answer", templateIds: [paid, shipped], accept });
    const list = (id: string) =>
      `<List><TemplateId><![CDATA[${id}]]></TemplateId><SubscribeStatusString><![CDATA[${status}]]></SubscribeStatusString><PopupScene><![CDATA[0]]></PopupScene></List>`;
    expect(await events()).toEqual([
      `<Event><![CDATA[subscribe_msg_popup_event]]></Event><SubscribeMsgPopupEvent>${list(paid)}${list(shipped)}</SubscribeMsgPopupEvent></xml>`,
    ]);
    expect(await acceptedCount("lin", paid)).toBe(left);
  });
});
