import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { act } from "@/lib/sandbox/chat/acts";
import { grantAllowance, spendAllowance } from "@/lib/sandbox/chat/allowances";
import { readChat } from "@/lib/sandbox/chat/book";
import { follow, unfollow } from "@/lib/sandbox/chat/following";
import { createQrCode } from "@/lib/sandbox/qr-codes";
import { openScanned } from "@/lib/sandbox/scan-text";
import { contents, deliver, endpoint, freshChat, openid } from "./chat-support";
import { stopTime, wait } from "./support";

beforeEach(() => freshChat());

/** What the shop was told, without what every event has. */
async function told(): Promise<string[]> {
  await deliver();
  return endpoint.arrived.map(
    ({ message }) => /<Event>.*<\/Event>(.*)<\/xml>$/.exec(message)?.[0] ?? message,
  );
}

const event = (name: string, rest = ""): string => `<Event><![CDATA[${name}]]></Event>${rest}</xml>`;
const note = (text: string) => ({ kind: "note", text, tone: "plain" });
const person = (id: string) => db().sandboxPerson.findUniqueOrThrow({ where: { id } });

describe("following", () => {
  it("is a note in the chat, an event, and three messages within a minute", async () => {
    stopTime();
    expect(await act("chen", { act: "follow" })).toEqual({});
    expect(await told()).toEqual([event("subscribe")]);
    expect(endpoint.arrived[0]?.query.openid).toBe(openid("chen"));
    expect(await readChat("chen")).toMatchObject({ follows: true, nickname: "陈星" });
    expect(await contents("chen")).toEqual([note("已关注月光宝石")]);
    expect(await person("chen")).toMatchObject({ scene: "ADD_SCENE_SEARCH", qrScene: 0, qrSceneStr: "" });
    for (let time = 0; time < 3; time += 1) expect(await spendAllowance("chen")).toBe("spent");
    expect(await spendAllowance("chen")).toBe("used_up");
    wait(61);
    expect(await spendAllowance("chen")).toBe("closed");
  });

  it("happens once, however often it is asked for at the same moment", async () => {
    const began = await Promise.all([follow("chen"), follow("chen"), follow("chen")]);
    expect(began.filter(Boolean)).toHaveLength(1);
    expect(await told()).toHaveLength(1);
    expect(await act("chen", { act: "follow" })).toEqual({ note: "已经关注了" });
    expect(await contents("chen")).toHaveLength(1);
  });

  it("ends with a note, an event, and no right to write any more", async () => {
    await grantAllowance("lin", "message");
    expect(await act("lin", { act: "unfollow" })).toEqual({});
    expect(await told()).toEqual([event("unsubscribe")]);
    expect(await contents()).toEqual([note("已取消关注月光宝石")]);
    expect(await readChat("lin")).toMatchObject({ follows: false, menu: [] });
    expect(await spendAllowance("lin")).toBe("closed");
    expect(await act("lin", { act: "unfollow" })).toEqual({ note: "本来就没有关注" });
    // Nor once they are back, but for the new one.
    await follow("lin");
    for (let time = 0; time < 3; time += 1) expect(await spendAllowance("lin")).toBe("spent");
    expect(await spendAllowance("lin")).toBe("used_up");
  });

  it("ends once, however often it is asked for at the same moment", async () => {
    const left = await Promise.all([unfollow("lin"), unfollow("lin")]);
    expect(left.filter(Boolean)).toHaveLength(1);
    expect(await told()).toHaveLength(1);
  });
});

describe("a QR code of the account's", () => {
  const product = () => createQrCode({ scene: "product:1", named: true, seconds: 60 });

  it("leads a stranger to follow, with its scene, and opens the chat", async () => {
    const { url, ticket } = await product();
    expect(await openScanned(url, "chen")).toEqual({ open: `${endpoint.url}/sandbox/chat` });
    expect(await told()).toEqual([
      event(
        "subscribe",
        `<EventKey><![CDATA[qrscene_product:1]]></EventKey><Ticket><![CDATA[${ticket}]]></Ticket>`,
      ),
    ]);
    expect(await person("chen")).toMatchObject({
      follows: true,
      scene: "ADD_SCENE_QR_CODE",
      qrScene: 0,
      qrSceneStr: "product:1",
    });
  });

  it("is a SCAN of who follows already, without a prefix, and opens a window", async () => {
    const { url, ticket } = await createQrCode({ scene: "42", named: false, seconds: null });
    expect(await openScanned(` ${url}\n`, "lin")).toEqual({ open: `${endpoint.url}/sandbox/chat` });
    expect(await told()).toEqual([
      event("SCAN", `<EventKey><![CDATA[42]]></EventKey><Ticket><![CDATA[${ticket}]]></Ticket>`),
    ]);
    expect(await db().sandboxAllowance.findMany()).toMatchObject([{ cause: "scan", left: 3 }]);
    expect(await person("lin")).toMatchObject({ scene: "ADD_SCENE_SEARCH" });
  });

  it("with a number is remembered as one", async () => {
    const { url } = await createQrCode({ scene: "42", named: false, seconds: null });
    await openScanned(url, "guest");
    expect(await person("guest")).toMatchObject({ qrScene: 42, qrSceneStr: "" });
  });

  it("leads nowhere once it is over, or when it never was", async () => {
    const { url } = await product();
    wait(61);
    for (const text of [url, "http://weixin.qq.com/q/02nothing"]) {
      expect(await openScanned(text, "chen")).toEqual({ message: expect.stringContaining("过期") });
    }
    expect(await told()).toEqual([]);
    expect(await person("chen")).toMatchObject({ follows: false });
  });
});
