import { expect, test } from "vitest";
import { callOf } from "@/app/sandbox/_console/pushes";
import { type Pending, stillPending } from "@/app/sandbox/chat/pending";
import { chatTime, showsTime, timeline } from "@/app/sandbox/chat/timeline";
import type { PushState } from "@/lib/sandbox/chat/overview";
import type { ChatLine } from "@/lib/sandbox/chat/types";
import type { CallSummary } from "@/lib/sandbox/ledger";
import type { RedPackMessage } from "@/lib/sandbox/red-pack-view";

const line = (id: number, at: string, said = "你好", from: ChatLine["from"] = "person"): ChatLine => ({
  id,
  at,
  from,
  via: null,
  content: { kind: "text", text: said },
  delivery: null,
});
const pack = (id: number, at: string): RedPackMessage => ({
  id,
  at,
  sender: "月光宝石",
  wishing: "恭喜发财",
  sealed: true,
  note: "",
});

test("red packs stand among the lines by their time; of one moment lines come first, in their order", () => {
  const items = timeline(
    [
      line(7, "2026-11-23T02:00:00.000Z"),
      line(8, "2026-11-23T02:00:00.000Z"),
      line(9, "2026-11-23T04:00:00.000Z"),
    ],
    [pack(7, "2026-11-23T02:00:00.000Z"), pack(3, "2026-11-23T01:00:00.000Z")],
  );
  expect(items.map(({ key }) => key)).toEqual(["pack-3", "line-7", "line-8", "pack-7", "line-9"]);
});

test("lines keep the book's order when the clock was put back, and red packs find their place among them", () => {
  const items = timeline(
    [
      line(1, "2026-11-23T02:00:00.000Z"),
      line(2, "2026-11-24T02:00:00.000Z"),
      line(3, "2026-11-23T02:01:00.000Z"),
    ],
    [
      pack(5, "2026-11-23T02:02:00.000Z"),
      pack(4, "2026-11-23T02:00:30.000Z"),
      pack(6, "2026-11-25T00:00:00.000Z"),
    ],
  );
  expect(items.map(({ key }) => key)).toEqual(["line-1", "pack-4", "line-2", "line-3", "pack-5", "pack-6"]);
});

test("the time stands above the first, and after five minutes of silence", () => {
  expect(showsTime("2026-11-23T02:00:00.000Z", undefined)).toBe(true);
  expect(showsTime("2026-11-23T02:04:59.999Z", "2026-11-23T02:00:00.000Z")).toBe(false);
  expect(showsTime("2026-11-23T02:05:00.000Z", "2026-11-23T02:00:00.000Z")).toBe(true);
  expect(showsTime("2026-11-23T02:00:00.000Z", "2026-11-24T02:00:00.000Z")).toBe(true);
});

test.each([
  ["2026-11-23T01:05:00.000Z", "09:05"],
  ["2026-11-22T16:00:00.000Z", "00:00"],
  ["2026-11-22T15:59:00.000Z", "昨天 23:59"],
  ["2026-11-20T16:00:00.000Z", "星期六 00:00"],
  ["2026-11-16T16:00:00.000Z", "星期二 00:00"],
  ["2026-11-16T15:00:00.000Z", "11月16日 23:00"],
  ["2025-12-31T15:00:00.000Z", "2025年12月31日 23:00"],
  // Ahead of this machine's clock.
  ["2026-11-24T02:00:00.000Z", "11月24日 10:00"],
])("at noon of a Monday in Beijing, %s is written %s", (iso, written) => {
  expect(chatTime(iso, Date.parse("2026-11-23T04:00:00.000Z"))).toBe(written);
});

const pending = (key: number, text: string, after: number, state: Pending["state"] = "sending"): Pending => ({
  key,
  said: { kind: "text", text },
  after,
  state,
});
const noon = "2026-11-23T04:00:00.000Z";

test("what is being sent is drawn until its line has come", () => {
  const one = pending(1, "你好", 5);
  expect(stillPending([one], [line(5, noon)])).toEqual([one]);
  expect(stillPending([one], [line(6, noon, "别的")])).toEqual([one]);
  expect(stillPending([one], [line(6, noon, "你好", "account")])).toEqual([one]);
  expect(stillPending([one], [line(6, noon)])).toEqual([]);
});

test("each line stands for one of two that say the same", () => {
  const [first, second] = [pending(1, "你好", 5), pending(2, "你好", 5)];
  expect(stillPending([first, second], [line(6, noon)])).toEqual([second]);
  expect(stillPending([first, second], [line(6, noon), line(7, noon)])).toEqual([]);
});

test("the order of a content's fields does not matter, nor does one that is not given", () => {
  const said = { kind: "text", menuId: undefined, text: "你好" } as unknown as Pending["said"];
  expect(stillPending([{ key: 1, said, after: 5, state: "sending" }], [line(6, noon)])).toEqual([]);
});

test("what was not sent stays, whatever else says the same", () => {
  const one = pending(1, "你好", 5, "unsent");
  expect(stillPending([one], [line(6, noon)])).toEqual([one]);
});

const endpoint = "http://localhost:3000/wechat";
const push = (id: number, at: string, name = "text", title = "文字消息"): PushState => ({
  id,
  personId: "lin",
  name,
  title,
  status: "answered",
  attempts: 1,
  at,
});
const call = (id: number, at: string, more: Partial<CallSummary> = {}): CallSummary => ({
  id,
  at,
  direction: "out",
  method: "POST",
  address: endpoint,
  httpStatus: 200,
  outcome: "文字消息：店铺回复了文字",
  ok: true,
  hasWhy: true,
  api: null,
  durationMs: 5,
  ...more,
});

test("a push leads to its last delivery in the ledger", () => {
  const pushes = [
    push(3, "2026-11-23T04:00:20.000Z"),
    push(2, "2026-11-23T04:00:10.000Z", "image", "图片消息"),
    push(1, noon),
  ];
  const calls = [
    call(9, "2026-11-23T04:00:21.000Z"),
    call(8, "2026-11-23T04:00:11.000Z", { outcome: "图片消息：店铺收到了，没有回复" }),
    call(7, "2026-11-23T04:00:06.000Z", { outcome: "文字消息（第 2 次）：5 秒内没有应答" }),
    call(6, "2026-11-23T04:00:05.000Z"),
    call(5, "2026-11-23T03:59:59.000Z"),
  ];
  const [third, second, first] = pushes.map((one) => callOf(one, pushes, calls, endpoint)?.id);
  expect([first, second, third]).toEqual([7, 8, 9]);
});

test("of several that follow, the very next one of its kind ends it", () => {
  const pushes = [push(3, "2026-11-23T04:00:20.000Z"), push(2, "2026-11-23T04:00:10.000Z"), push(1, noon)];
  const calls = [call(9, "2026-11-23T04:00:11.000Z"), call(8, "2026-11-23T04:00:01.000Z")];
  expect(pushes.map((one) => callOf(one, pushes, calls, endpoint)?.id)).toEqual([undefined, 9, 8]);
});

test.each([
  ["a call to another address", call(1, noon, { address: "http://localhost:3000/other" })],
  ["the check of the address", call(1, noon, { method: "GET" })],
  ["a call of the shop's", call(1, noon, { direction: "in" })],
  ["another kind's", call(1, noon, { outcome: "图片消息：店铺收到了，没有回复" })],
  ["one before it", call(1, "2026-11-23T03:59:59.999Z")],
])("%s is none of its deliveries", (_name, other) => {
  const one = push(1, noon);
  expect(callOf(one, [one], [other], endpoint)).toBeUndefined();
});
