import { beforeEach, describe, expect, it } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { robot } from "@/lib/handlers/robot";
import { answerMessage } from "@/lib/robot/endpoint";
import { countFollowers } from "@/lib/shop/followers";
import { menuKeys } from "@/lib/shop/menu";
import { placeOrder } from "@/lib/shop/orders/place";
import { delivery, eventXml, openid, readReply, replyIn, textXml } from "@/tests/support/robot-messages";
import { freshWorld, makeUser, shipping } from "@/tests/support/world";

const shop = "http://localhost:3000";

beforeEach(() => freshWorld());

const answerTo = async (xml: string) => readReply(await replyIn(await answerMessage(delivery(xml), robot)));
const say = (text: string, from?: string) => answerTo(textXml(text, from));
const tap = (key: string, from?: string) => answerTo(eventXml("CLICK", { EventKey: key }, from));

const order = (userId: string, productId = "garnet", quantity = 1) =>
  placeOrder(userId, [{ productId, quantity }], shipping, { fromCart: false });

describe("somebody follows the account", () => {
  it("and is told what there is to say", async () => {
    const answer = await answerTo(eventXml("subscribe"));
    for (const word of ["选宝石", "订单", "宝石", "人工", `<a href="${shop}/">`])
      expect(answer).toContain(word);
    expect(await countFollowers()).toBe(1);
  });

  it("by a product's QR code, and is shown the product", async () => {
    const answer = await answerTo(
      eventXml("subscribe", { EventKey: "qrscene_product:garnet", Ticket: "gQH" }),
    );
    expect(answer).toBe(`石榴石 ¥259.00\n剥开的一粒红\n${shop}/share/garnet.png\n${shop}/products/garnet`);
    expect(await db().follower.findFirst()).toMatchObject({ openid: openid(), scene: "product:garnet" });
  });

  it.each(["qrscene_product:nothing", "qrscene_product:", "qrscene_123", "qrscene_product:' OR 1=1"])(
    "by a QR code that leads nowhere (%s): the welcome",
    async (EventKey) => {
      expect(await answerTo(eventXml("subscribe", { EventKey, Ticket: "gQH" }))).toContain("月光宝石");
    },
  );

  it("and leaves: no answer, and what the conversation knew is forgotten", async () => {
    await answerTo(eventXml("subscribe"));
    await say("选宝石");
    expect(await db().robotSession.count()).toBe(1);
    expect(await answerTo(eventXml("unsubscribe"))).toBe("");
    expect(await db().follower.findFirst()).toMatchObject({ follows: false });
    expect(await db().robotSession.count()).toBe(0);
  });

  it("who follows already scans a product's code: the product", async () => {
    const scan = (EventKey: string) => answerTo(eventXml("SCAN", { EventKey, Ticket: "gQH" }));
    expect(await scan("product:opal")).toContain("欧泊 已售完");
    expect(await scan("7")).toContain("您可以发送");
  });
});

describe("orders", () => {
  it.each(["订单", " 我的订单 ", "最近订单"])("%s: the last three, with a link to each", async (word) => {
    const { id } = await makeUser();
    await order(id, "amethyst");
    const ids = [await order(id, "peridot", 2), await order(id, "citrine"), await order(id)];
    await db().order.update({ where: { id: ids[0] ?? "" }, data: { state: "shipped" } });
    const answer = await say(word);
    expect(answer).toContain(`待收货 · ¥736.00\n橄榄石 × 2 <a href="${shop}/orders/${ids[0]}">查看订单</a>`);
    for (const shown of ids) expect(answer).toContain(`/orders/${shown}"`);
    expect(answer).not.toContain("紫水晶");
    expect(answer).toContain(`<a href="${shop}/orders">全部订单</a>`);
    expect(await tap(menuKeys.orders)).toBe(answer);
  });

  it("that are three are all told: there is nothing more to look at", async () => {
    const { id } = await makeUser();
    const ids = [await order(id, "peridot", 2), await order(id, "citrine"), await order(id)];
    const answer = await say("订单");
    for (const shown of ids) expect(answer).toContain(`/orders/${shown}"`);
    expect(answer).not.toContain("全部订单");
  });

  it("of several stones say how many, and a long name is cut", async () => {
    const { id } = await makeUser();
    await db().product.update({ where: { id: "garnet" }, data: { name: "石".repeat(60) } });
    const lines = [
      { productId: "garnet", quantity: 2 },
      { productId: "citrine", quantity: 1 },
    ];
    await placeOrder(id, lines, shipping, { fromCart: false });
    expect(await say("订单")).toMatch(/\n石{18}…等 3 件 <a|\n黄水晶等 3 件 <a/);
  });

  it("whose time to pay is over are shown as the pages show them", async () => {
    await order((await makeUser()).id);
    expect(await say("订单")).toContain("待付款");
    setClockOffset(31 * 60_000);
    expect(await say("订单")).toContain("已过期");
  });

  it("are told to their owner only: somebody else sees their own, a stranger a way to log in", async () => {
    const id = await order((await makeUser("lin")).id);
    await makeUser("chen");
    const others = await say("订单", openid("chen"));
    expect(others).toContain("您还没有订单");
    const strangers = await say("订单", openid("guest"));
    expect(strangers).toContain(`<a href="${shop}/login?next=%2Forders">点这里登录</a>`);
    for (const answer of [others, strangers]) expect(answer).not.toContain(id);
  });

  it("of an openid under another of our appids are not told", async () => {
    const user = await makeUser("lin");
    await order(user.id);
    await db().wechatIdentity.updateMany({ data: { appid: "wx0000000000000000" } });
    expect(await say("订单")).toContain("点这里登录");
  });
});

describe("gems", () => {
  it("the balance, by word and by button, with a way to the page", async () => {
    const { id } = await makeUser();
    const none = (gems: number) =>
      `您现在有 ${gems} 颗宝石。每消费 1 元得 1 颗，<a href="${shop}/">去逛逛</a>。`;
    expect(await say("宝石")).toBe(none(0));
    await db().user.update({ where: { id }, data: { gems: -5 } });
    expect(await say("宝石")).toBe(none(-5));
    await db().user.update({ where: { id }, data: { gems: 128 } });
    expect(await say("宝石余额")).toContain(`128 颗宝石，<a href="${shop}/me/gems">`);
    expect(await tap(menuKeys.gems)).toContain("128 颗");
    expect(await say("宝石", openid("guest"))).toContain("/login?next=%2Fme%2Fgems");
  });
});
