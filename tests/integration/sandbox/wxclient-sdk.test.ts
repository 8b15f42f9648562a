import { beforeEach, describe, expect, it } from "vitest";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { grantAllowance } from "@/lib/sandbox/chat/allowances";
import { changePerson, openidOf } from "@/lib/sandbox/people";
import { shopMenu } from "@/lib/shop/menu";
import type { CustomMessage, MediaFile, ReceivedFile } from "@/lib/wechat";
import { wxclient } from "@/lib/weixin";
import { freshWorld } from "@/tests/support/world";
import { files } from "./cgi-support";
import { apiRaw } from "./support";

/** The SDK and the sandbox understand each other: every method once, over HTTP. */

const lin = openidOf(sandboxAccounts.mp.appid, "lin");

beforeEach(async () => {
  await freshWorld();
  await changePerson("lin", { follows: true });
});

const asFile = (answer: ReceivedFile | { videoUrl: string }): ReceivedFile => {
  if ("videoUrl" in answer) throw new Error("a video");
  return answer;
};

describe("files", () => {
  it.each<[string, () => MediaFile]>([
    ["bytes", () => ({ filename: "宝石.png", type: "image/png", data: files.png })],
    ["a Blob", () => ({ filename: "宝石.png", type: "image/png", data: new Blob([files.png]) })],
    [
      "a stream",
      () => ({
        filename: "宝石.png",
        type: "image/png",
        data: new Blob([files.png]).stream(),
        size: files.png.length,
      }),
    ],
  ])("go up as %s and come down as they were", async (_, file) => {
    const { mediaId } = await wxclient().mediaUpload("image", file());
    const got = asFile(await wxclient().mediaGet(mediaId));
    expect(got).toMatchObject({ contentType: "image/png", filename: expect.stringMatching(/\.png$/) });
    expect(new Uint8Array(await new Response(got.body).arrayBuffer())).toEqual(files.png);
  });

  it.each(["; filelength=13", '; filelength="13"', ""])("go up from programs that say %j", async (length) => {
    const address = `/cgi-bin/media/upload?type=image&access_token=${await wxclient().accessToken()}`;
    const head = `--b\r\nContent-Disposition: form-data; name="media"; filename="a.png"${length}\r\nContent-Type: image/png\r\n\r\n`;
    const body = Buffer.concat([Buffer.from(head), files.png, Buffer.from("\r\n--b--\r\n")]);
    const headers = { "content-type": "multipart/form-data; boundary=b" };
    const answer = await apiRaw(address, { method: "POST", headers, body });
    const { media_id } = await answer.json();
    const got = asFile(await wxclient().mediaGet(media_id));
    expect(got.filename).toBe("a.png");
    expect(new Uint8Array(await new Response(got.body).arrayBuffer())).toEqual(files.png);
  });

  it("of every kind", async () => {
    const client = wxclient();
    const video = await client.mediaUpload("video", {
      filename: "a.mp4",
      type: "video/mp4",
      data: files.mp4,
    });
    expect(await client.mediaGet(video.mediaId)).toEqual({ videoUrl: expect.stringMatching(/^http/) });
    const voice = await client.mediaUpload("voice", {
      filename: "a.amr",
      type: "audio/amr",
      data: files.amr,
    });
    await asFile(await client.mediaGet(voice.mediaId, { jssdkVoice: true })).body.cancel();
    const thumb = { filename: "a.jpg", type: "image/jpeg", data: files.jpg };
    expect(await client.mediaUpload("thumb", thumb)).toMatchObject({ mediaId: expect.stringMatching(/./) });
    expect(await client.mediaUploadImg(thumb)).toMatchObject({ url: expect.stringMatching(/^http/) });
    await expect(client.mediaGet("none")).rejects.toMatchObject({ errcode: 40007 });
  });
});

describe("messages", () => {
  it("of every kind that the sandbox has are taken", async () => {
    const client = wxclient();
    await grantAllowance("lin", "pay");
    const { mediaId } = await client.mediaUpload("image", {
      filename: "a.jpg",
      type: "image/jpeg",
      data: files.jpg,
    });
    const thumb = await client.mediaUpload("thumb", {
      filename: "a.jpg",
      type: "image/jpeg",
      data: files.jpg,
    });
    const article = { title: "新品", url: "http://localhost:3000/" };
    const messages: CustomMessage[] = [
      { type: "text", content: "你好" },
      { type: "image", mediaId },
      { type: "music", musicUrl: "http://localhost:3000/a.mp3", thumbMediaId: thumb.mediaId },
      { type: "news", articles: [article] },
      { type: "msgmenu", headContent: "?", list: [{ id: "1", content: "好" }], tailContent: "" },
      { type: "wxcard", cardId: "p1" },
    ];
    for (const message of messages) await client.sendCustom(lin, message);
    await expect(client.sendCustom("nobody", { type: "text", content: "x" })).rejects.toMatchObject({
      errcode: 40003,
    });
  });

  it("template messages have an id of 64 bits, notices want an acceptance", async () => {
    const client = wxclient();
    const { template, subscribe } = sandboxAccounts.templates;
    const listed = await client.templates();
    expect(listed.map(({ template_id }) => template_id)).toContain(template.paid);
    const words = listed.find(({ template_id }) => template_id === template.paid)?.content ?? "";
    const samples: Record<string, string> = { thing: "红宝石", amount: "12.00元", time: "2026-01-31 12:00" };
    const data = Object.fromEntries(
      [...words.matchAll(/\{\{(([a-z_]+)\d*)\.DATA\}\}/g)].map(([, word = "", kind = ""]) => [
        word,
        samples[kind] ?? "1",
      ]),
    );
    const { msgid } = await client.sendTpl(lin, template.paid, data, { clientMsgId: "x1" });
    expect(BigInt(msgid)).toBeGreaterThan(2n ** 53n);
    await expect(client.bizsend(lin, subscribe.paid, data)).rejects.toMatchObject({ errcode: 43101 });
    await expect(client.sendTpl(lin, "none", data)).rejects.toMatchObject({ errcode: 40037 });
    await client.templateDelete(template.paid);
    await expect(client.sendTpl(lin, template.paid, data)).rejects.toMatchObject({ errcode: 40037 });
  });
});

describe("menus", () => {
  it("the shop's own is taken, told and taken away", async () => {
    const client = wxclient();
    await client.menuDelete();
    expect(await client.menuGet()).toBeNull();
    await expect(client.menuAddConditional(shopMenu(), { tag_id: 100 })).rejects.toMatchObject({
      errcode: 65303,
    });
    await client.menuCreate(shopMenu());
    expect(await client.menuGet()).toMatchObject({ button: shopMenu(), conditionalmenu: [] });
    expect(await client.selfMenu()).toMatchObject({ open: true, button: shopMenu() });
    const tag = await client.tagsCreate("老客户");
    const { menuid } = await client.menuAddConditional([{ name: "x", type: "click", key: "k" }], {
      tag_id: tag.id,
    });
    await client.tagUsers(tag.id, [lin]);
    expect(await client.menuTryMatch(lin)).toEqual([{ name: "x", type: "click", key: "k" }]);
    await client.menuDelConditional(menuid);
    expect(await client.menuTryMatch(lin)).toMatchObject(shopMenu());
  });
});

describe("people, tags and codes", () => {
  it("are understood", async () => {
    const client = wxclient();
    await client.updateRemark(lin, "老客户");
    const tag = await client.tagsCreate("常来");
    await client.tagsUpdate(tag.id, "常来的");
    await client.tagUsers(tag.id, [lin]);
    expect(await client.userInfoBatch([lin])).toMatchObject([
      { subscribe: true, openid: lin, remark: "老客户", tagid_list: [tag.id] },
    ]);
    expect(await client.tagsGet()).toContainEqual({ id: tag.id, name: "常来的", count: 1 });
    expect(await client.usersOf(tag.id)).toMatchObject({ openids: [lin] });
    expect(await client.tagsOf(lin)).toEqual([tag.id]);
    await client.untagUsers(tag.id, [lin]);
    await client.tagsDelete(tag.id);
    const found: string[] = [];
    for await (const openid of client.followers()) found.push(openid);
    expect(found).toContain(lin);
  });

  it.each<[string | number, number | undefined]>([
    [7, 60],
    ["7", 60],
    [7, undefined],
    ["product:1", undefined],
  ])("a code of %j for %j seconds has a picture", async (scene, seconds) => {
    const code = await wxclient().qrcodeCreate(scene, seconds);
    expect(code.expireSeconds).toBe(seconds ?? null);
    const picture = await fetch(wxclient().qrcodeUrl(code.ticket));
    expect(picture.status).toBe(200);
    expect(picture.headers.get("content-type")).toMatch(/^image\//);
  });

  it("call reaches the rest, and a broadcast is refused here", async () => {
    const quota = await wxclient().call("/cgi-bin/openapi/quota/get", {
      cgi_path: "/cgi-bin/message/custom/send",
    });
    expect(quota).toMatchObject({ quota: { daily_limit: expect.any(Number) } });
    await expect(wxclient().call("/cgi-bin/message/mass/sendall", {})).rejects.toMatchObject({
      errcode: 48001,
    });
  });
});
