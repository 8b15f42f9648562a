import { beforeEach, describe, expect, it } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { config } from "@/lib/config";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { grantAllowance } from "@/lib/sandbox/chat/allowances";
import { setFault } from "@/lib/sandbox/faults";
import { lastCallId, readCall } from "@/lib/sandbox/ledger";
import { menuFor } from "@/lib/sandbox/menu-book";
import { changePerson } from "@/lib/sandbox/people";
import { acceptSubscription } from "@/lib/sandbox/templates";
import { shopMenu } from "@/lib/shop/menu";
import type { Wxclient } from "@/lib/wechat/wxclient/types";
import { wxclient } from "@/lib/weixin";
import { freshWorld } from "../../support/world";
import { chen, files, lin, linesOf } from "./cgi-support";

/** Every call of the SDK against the sandbox, over HTTP. */

beforeEach(async () => {
  await freshWorld();
  await grantAllowance("lin", "pay");
});

const { template, subscribe } = sandboxAccounts.templates;
const client = (): Wxclient => wxclient();
const endings: Record<string, string> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "audio/amr": "amr",
  "video/mp4": "mp4",
};
const file = (data: Uint8Array<ArrayBuffer>, type: string) => ({
  filename: `月光.${endings[type]}`,
  type,
  data,
});
const uploadImage = async () => (await client().mediaUpload("image", file(files.png, "image/png"))).mediaId;
const uploadThumb = async () => (await client().mediaUpload("thumb", file(files.jpg, "image/jpeg"))).mediaId;

const paid = {
  character_string1: "20260115000001",
  thing2: ["月光石", "#173177"] as const,
  amount3: "¥88.00",
  time4: "2026年1月15日 15:01",
};

it("clearQuota() sets back the tokens' own quota, too", async () => {
  await setFault("token_quota", true, true);
  await expect(client().accessToken()).rejects.toMatchObject({ errcode: 45009 });
  await client().clearQuota();
  // What WeChat refused is not asked for again for some seconds.
  setClockOffset(60_000);
  expect(await wxclient().call("/cgi-bin/getcallbackip")).toHaveProperty("ip_list");
});

describe("messages", () => {
  it("sendTpl keeps the number whole, and is safe to repeat by clientMsgId", async () => {
    const once = { url: "http://localhost:3000/orders/1", clientMsgId: "1" };
    const { msgid } = await client().sendTpl(lin, template.paid, paid, once);
    expect(await client().sendTpl(lin, template.paid, paid, once)).toEqual({ msgid });
    expect((await linesOf("lin")).map((line) => line.msgId)).toEqual([msgid]);
  });

  it("what the sandbox refuses is an error with its number", async () => {
    await expect(client().sendTpl(chen, template.paid, paid)).rejects.toMatchObject({ errcode: 43004 });
    await expect(client().sendTpl(lin, subscribe.paid, paid)).rejects.toMatchObject({ errcode: 40037 });
    await expect(client().bizsend(lin, subscribe.paid, paid)).rejects.toMatchObject({ errcode: 43101 });
    const long = { ...paid, thing2: "月".repeat(21) };
    await expect(client().sendTpl(lin, template.paid, long)).rejects.toMatchObject({ errcode: 47003 });
    await expect(client().sendCustom(chen, { type: "text", content: "在吗" })).rejects.toMatchObject({
      errcode: 45015,
    });
  });

  it("bizsend", async () => {
    await acceptSubscription("lin", [subscribe.paid], true);
    await client().bizsend(lin, subscribe.paid, paid, { page: "http://localhost:3000/" });
    expect((await linesOf("lin"))[0]?.content).toMatchObject({ kind: "template", api: "subscribe" });
  });

  it("sendCustom, each kind, and typing", async () => {
    const [image, thumb] = [await uploadImage(), await uploadThumb()];
    const { mediaId: voice } = await client().mediaUpload("voice", file(files.amr, "audio/amr"));
    const { mediaId: video } = await client().mediaUpload("video", file(files.mp4, "video/mp4"));
    const send: Wxclient["sendCustom"] = (...given) => client().sendCustom(...given);
    await client().typing(lin);
    await send(lin, { type: "text", content: "你好 😀" }, "test1@kftest");
    await send(lin, { type: "image", mediaId: image });
    await send(lin, { type: "voice", mediaId: voice });
    await send(lin, { type: "video", mediaId: video, thumbMediaId: thumb });
    await send(lin, { type: "music", musicUrl: "http://localhost:3000/a.mp3", thumbMediaId: thumb });
    await send(lin, { type: "news", articles: [{ title: "新品", url: "http://localhost:3000/" }] });
    await send(lin, { type: "mpnews", mediaId: "MATERIAL" });
    await send(lin, { type: "mpnewsarticle", articleId: "ARTICLE" });
    await send(lin, {
      type: "msgmenu",
      headContent: "满意吗",
      list: [{ id: "1", content: "是" }],
      tailContent: "",
    });
    await send(lin, { type: "wxcard", cardId: "CARD" });
    await send(lin, {
      type: "miniprogrampage",
      title: "店",
      appid: "wx0",
      pagepath: "a",
      thumbMediaId: image,
    });
    // The messages have ended the first time.
    await client().typing(lin);
    await client().typing(lin, false);
    const kinds = (await linesOf("lin")).map(({ content }) => content.kind);
    expect(kinds).toEqual([
      "text",
      "image",
      "voice",
      "video",
      "music",
      "news",
      "news",
      "news",
      "menu",
      "card",
      "miniprogram",
    ]);
  });

  it("templates, templateDelete", async () => {
    const all = await client().templates();
    expect(all.map(({ title }) => title)).toEqual(["订单支付成功通知", "订单发货通知", "退款成功通知"]);
    await client().templateDelete(template.shipped);
    expect(await client().templates()).toHaveLength(2);
  });

  it("nothing goes to everybody", async () => {
    const body = { filter: { is_to_all: true }, text: { content: "x" }, msgtype: "text" };
    await expect(client().call("/cgi-bin/message/mass/sendall", body)).rejects.toMatchObject({
      errcode: 48001,
    });
  });
});

describe("menus", () => {
  it("are created, read, matched and deleted", async () => {
    expect(await client().menuGet()).toBeNull();
    await client().menuCreate(shopMenu());
    expect(await menuFor("lin")).toEqual(shopMenu());
    const { menuid } = await client().menuAddConditional([{ name: "安卓", type: "click", key: "K" }], {
      client_platform_type: 2,
    });
    expect(await client().menuGet()).toMatchObject({
      button: [{ name: "逛商店" }, {}, {}],
      conditionalmenu: [{ menuid, matchrule: { client_platform_type: "2" } }],
    });
    expect(await client().menuTryMatch(lin)).toMatchObject([{ name: "安卓" }]);
    await client().menuDelConditional(menuid);
    expect(await client().selfMenu()).toMatchObject({
      open: true,
      button: [{ name: "逛商店" }, { sub_button: [{ name: "最近订单", key: "ORDERS" }, {}, {}] }, {}],
    });
    await client().menuDelete();
    expect(await client().selfMenu()).toMatchObject({ open: false });
  });
});

describe("QR codes", () => {
  it.each([
    [123, 600],
    ["product:moon", 600],
    [123, undefined],
    ["product:moon", undefined],
  ] as const)("%j, %j seconds: their picture is where qrcodeUrl says", async (scene, seconds) => {
    const code = await client().qrcodeCreate(scene, seconds);
    expect(code.expireSeconds).toBe(seconds ?? null);
    const picture = await fetch(client().qrcodeUrl(code.ticket));
    expect(picture.status).toBe(200);
    expect(picture.headers.get("content-type")).toBe("image/png");
  });
});

describe("users and tags", () => {
  it("info, lists, remarks", async () => {
    await client().updateRemark(lin, "老顾客");
    expect(await client().userInfo(lin)).toMatchObject({ subscribe: true, remark: "老顾客" });
    expect(await client().userInfoBatch([lin, chen])).toMatchObject([
      { subscribe: true },
      { subscribe: false },
    ]);
    await changePerson("chen", { follows: true });
    expect((await client().userGet()).total).toBe(2);
    const everybody: string[] = [];
    for await (const openid of client().followers()) everybody.push(openid);
    expect(everybody).toEqual([lin, chen].sort());
  });

  it("tags", async () => {
    const { id } = await client().tagsCreate("老顾客");
    await client().tagsUpdate(id, "贵客");
    await client().tagUsers(id, [lin]);
    expect(await client().tagsOf(lin)).toEqual([id]);
    expect((await client().usersOf(id)).openids).toEqual([lin]);
    expect(await client().tagsGet()).toContainEqual({ id, name: "贵客", count: 1 });
    await client().untagUsers(id, [lin]);
    expect(await client().usersOf(id)).toEqual({ openids: [], next: null });
    await client().tagsDelete(id);
    expect((await client().tagsGet()).map((tag) => tag.id)).toEqual([2]);
  });
});

describe("media", () => {
  it("go up and come down byte by byte, with their names", async () => {
    const mediaId = await uploadImage();
    const got = await client().mediaGet(mediaId);
    if ("videoUrl" in got) throw new Error("A picture is no video");
    expect(got).toMatchObject({ contentType: "image/png", filename: "月光.png" });
    expect(new Uint8Array(await new Response(got.body).arrayBuffer())).toEqual(files.png);
  });

  it("go up as a stream", async () => {
    const data = new Blob([files.amr]).stream();
    const stream = { filename: "a.amr", type: "audio/amr", data, size: files.amr.length };
    const { mediaId } = await client().mediaUpload("voice", stream);
    const got = await client().mediaGet(mediaId, { jssdkVoice: true });
    expect(got).toMatchObject({ contentType: "audio/amr" });
  });

  it("are an address when they are videos", async () => {
    const { mediaId } = await client().mediaUpload("video", file(files.mp4, "video/mp4"));
    const videoUrl = `${config().appUrl}/sandbox/api/media/${mediaId}`;
    expect(await client().mediaGet(mediaId)).toEqual({ videoUrl });
  });

  it("of articles can be shown by their address", async () => {
    const { url } = await client().mediaUploadImg(file(files.png, "image/png"));
    expect((await fetch(url)).headers.get("content-type")).toBe("image/png");
  });

  it("that are not there are an error", async () => {
    await expect(client().mediaGet("x")).rejects.toMatchObject({ errcode: 40007 });
    const page = file(files.html, "image/png");
    await expect(client().mediaUpload("image", page)).rejects.toMatchObject({ errcode: 40005 });
    expect((await readCall(await lastCallId()))?.why?.given).toContain("不认识");
  });
});
