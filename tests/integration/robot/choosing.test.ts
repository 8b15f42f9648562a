import { beforeEach, describe, expect, it } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { robot } from "@/lib/handlers/robot";
import { answerMessage } from "@/lib/robot/endpoint";
import { delivery, messageXml, openid, readReply, replyIn, textXml } from "@/tests/support/robot-messages";
import { freshWorld, makeUser, setStock } from "@/tests/support/world";

const shop = "http://localhost:3000";

beforeEach(() => freshWorld());

const answerTo = async (xml: string) => readReply(await replyIn(await answerMessage(delivery(xml), robot)));
const say = (text: string, from?: string) => answerTo(textXml(text, from));

describe("choosing a stone", () => {
  const saySeveral = async (...texts: string[]) => {
    let last = "";
    for (const text of texts) last = await say(text);
    return last;
  };

  it("takes three answers, and shows the finest in stock that fits", async () => {
    expect(await say("选宝石")).toContain("1. 自己");
    expect(await say("送给女朋友")).toContain("蓝紫色");
    expect(await say("1")).toContain("预算");
    expect(await say("1000")).toBe(
      `月光石 ¥299.00\n送恋人，很合适：一片会走动的月色\n${shop}/share/moonstone.png\n${shop}/products/moonstone`,
    );
    expect(await db().robotSession.count()).toBe(0);
  });

  it("never shows what is sold out, and says when colour or budget cannot be had", async () => {
    await setStock("moonstone", 0);
    expect(await saySeveral("推荐", "1", "蓝", "300")).toContain("紫水晶");
    for (const id of ["amethyst", "labradorite"]) await setStock(id, 0);
    expect(await saySeveral("推荐", "1", "蓝", "300")).toMatch(/石榴石.*\n蓝紫色的暂时没有/);
    expect(await saySeveral("推荐", "1", "蓝", "100")).toMatch(/海蓝宝石.*\n¥100.00 以内暂时没有/);
    await db().product.updateMany({ data: { stock: 0 } });
    expect(await saySeveral("推荐", "1", "蓝", "100")).toContain("都卖完了");
  });

  it("asks again after nonsense, gives up after the third, and answers other words meanwhile", async () => {
    await say("选宝石");
    expect(await say("asdf")).toMatch(/^没听懂.*\n\n送给谁呢/);
    expect(await say("帮助")).toMatch(/^您可以发送/);
    expect(await say("9")).toMatch(/^没听懂/);
    expect(await say("1")).toContain("颜色");
    expect(await saySeveral("?!", "x", "y")).toContain("先不选了");
    expect(await say("1")).toContain("这个我还不懂");
  });

  it("can be left, and begun anew", async () => {
    await saySeveral("选宝石", "1");
    expect(await say("取消")).toContain("不选了");
    expect(await say("1")).toContain("还不懂");
    expect(await say("取消")).toBe("好的。");
    await saySeveral("选宝石", "1", "选宝石");
    expect(await say("1")).toContain("颜色");
    await say("人工");
    expect(await say("1")).toContain("还不懂");
  });

  it("is each person's own, and forgotten after half an hour", async () => {
    await say("选宝石");
    expect(await say("1", openid("chen"))).toContain("还不懂");
    setClockOffset(29 * 60_000);
    expect(await say("1")).toContain("颜色");
    setClockOffset(60 * 60_000);
    expect(await say("1")).toContain("还不懂");
    expect(await db().robotSession.count()).toBe(0);
  });

  it("that is asked again has half an hour from then on", async () => {
    await say("选宝石");
    setClockOffset(20 * 60_000);
    expect(await say("asdf")).toMatch(/^没听懂/);
    setClockOffset(45 * 60_000);
    expect(await say("1")).toContain("颜色");
  });

  it("goes by what was spoken, where the account understands speech", async () => {
    await say("选宝石");
    const spoken = messageXml({ MsgType: "voice", MediaId: "m", Format: "amr", Recognition: "给妈妈。" });
    expect(await answerTo(spoken)).toContain("颜色");
  });

  it("starts over what an older program left in the session", async () => {
    const row = { appid: (await makeUser()).appid, openid: openid(), version: 1, updatedAt: new Date() };
    await db().robotSession.create({ data: { ...row, value: '{"finding":{"step":"price"}}' } });
    expect(await say("1")).toContain("还不懂");
    expect(await say("选宝石")).toContain("送给谁呢");
  });
});
