import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { grantAllowance } from "@/lib/sandbox/chat/allowances";
import { changePerson } from "@/lib/sandbox/people";
import { chen, expectRefused, files, lin, linesOf, ok, tell, uploaded } from "./cgi-support";
import { freshSandbox, lastCall, stopTime, wait } from "./support";

beforeEach(async () => {
  await freshSandbox();
  stopTime();
  await grantAllowance("lin", "pay");
});

const send = (msgtype: string, content?: unknown, changes: Record<string, unknown> = {}) =>
  tell("/cgi-bin/message/custom/send", { touser: lin, msgtype, [msgtype]: content, ...changes });
const text = (content: string, changes?: Record<string, unknown>) => send("text", { content }, changes);
const contents = async () => (await linesOf("lin")).map(({ content }) => content);

describe("custom/send", () => {
  it("text, literally as it came", async () => {
    const content = '<a href="http://localhost:3000/">逛逛</a> \\u6708 ]]> 😀';
    expect(await text(content)).toEqual(ok);
    expect((await lastCall()).why?.notes?.join()).toContain("\\uXXXX");
    expect(await linesOf("lin")).toMatchObject([
      { from: "account", via: "custom", content: { kind: "text", text: content } },
    ]);
  });

  it("pictures, voices, videos, music", async () => {
    const [image, voice, video] = [
      await uploaded("image", files.png),
      await uploaded("voice", files.amr),
      await uploaded("video", files.mp4),
    ];
    const thumb = await uploaded("thumb", files.jpg);
    expect(await send("image", { media_id: image })).toEqual(ok);
    expect(await send("voice", { media_id: voice })).toEqual(ok);
    expect(
      await send("video", { media_id: video, thumb_media_id: thumb, title: "石", description: "亮" }),
    ).toEqual(ok);
    const music = { title: "歌", musicurl: "http://localhost:3000/a.mp3", thumb_media_id: thumb };
    expect(await send("music", music)).toEqual(ok);
    expect(await contents()).toEqual([
      { kind: "image", mediaId: image },
      { kind: "voice", mediaId: voice },
      { kind: "video", mediaId: video, title: "石", description: "亮" },
      {
        kind: "music",
        title: "歌",
        description: "",
        musicUrl: "http://localhost:3000/a.mp3",
        thumbMediaId: thumb,
      },
    ]);
    expect(await send("video", { media_id: video })).toEqual(ok);
    expect((await lastCall()).why?.notes?.join()).toContain("thumb_media_id");
  });

  it("an article, a menu, cards, and material that the sandbox does not have", async () => {
    const article = {
      title: "新品",
      description: "好看",
      url: "http://localhost:3000/",
      picurl: "http://localhost:3000/a.png",
    };
    expect(await send("news", { articles: [article] })).toEqual(ok);
    const list = [
      { id: "101", content: "满意" },
      { id: 102, content: "不满意" },
    ];
    expect(await send("msgmenu", { head_content: "您对服务满意吗？", list, tail_content: "谢谢" })).toEqual(
      ok,
    );
    expect(await send("wxcard", { card_id: "p1" })).toEqual(ok);
    const thumb = await uploaded("image", files.png);
    const page = { title: "店", appid: "wx0", pagepath: "pages/a", thumb_media_id: thumb };
    expect(await send("miniprogrampage", page)).toEqual(ok);
    expect(await send("mpnews", { media_id: "MATERIAL" })).toEqual(ok);
    expect(await send("mpnewsarticle", { article_id: "ARTICLE" })).toEqual(ok);
    expect((await lastCall()).why?.notes?.join()).toContain("素材库");
    expect(await contents()).toMatchObject([
      {
        kind: "news",
        articles: [
          { title: "新品", description: "好看", url: "http://localhost:3000/", picUrl: article.picurl },
        ],
      },
      {
        kind: "menu",
        head: "您对服务满意吗？",
        tail: "谢谢",
        list: [{ id: "101" }, { id: "102", content: "不满意" }],
      },
      { kind: "card", cardId: "p1" },
      { kind: "miniprogram", title: "店", appid: "wx0", pagePath: "pages/a", thumbMediaId: thumb },
      { kind: "news", articles: [{ description: expect.stringContaining("MATERIAL") }] },
      { kind: "news", articles: [{ description: expect.stringContaining("ARTICLE") }] },
    ]);
  });

  it("lets no address but the web's into the chat", async () => {
    await send("news", {
      articles: [{ title: "a", url: "javascript:alert(1)", picurl: "data:text/html,x" }],
    });
    expect((await contents())[0]).toMatchObject({ articles: [{ url: "", picUrl: "" }] });
  });

  it("says who says it", async () => {
    expect(await text("在", { customservice: { kf_account: "test1@kftest" } })).toEqual(ok);
    expect((await lastCall()).why?.notes?.join()).toContain("test1@kftest");
    for (const kf_account of ["test1", "", "a b@c"]) {
      await expectRefused(text("在", { customservice: { kf_account } }), 65401, "customservice.kf_account");
    }
  });

  it("takes text of 2048 bytes, and no more", async () => {
    expect(await text(`${"月".repeat(682)}xx`)).toEqual(ok);
    await expectRefused(text("月".repeat(683)), 45002, "text.content");
    expect(await contents()).toHaveLength(1);
  });

  const articles = (count: number) => ({
    articles: Array.from({ length: count }, () => ({ title: "a", url: "http://a" })),
  });
  it.each<[string, unknown, number, string]>([
    ["", undefined, 40008, "msgtype"],
    ["sticker", {}, 40008, "msgtype"],
    ["constructor", {}, 40008, "msgtype"],
    ["text", undefined, 47001, "text"],
    ["text", { content: 1 }, 47001, "text.content"],
    ["text", { content: "" }, 44004, "text.content"],
    ["image", { media_id: "x" }, 40007, "image.media_id"],
    ["image", {}, 40007, "image.media_id"],
    ["music", { musicurl: "http://a" }, 40007, "music.thumb_media_id"],
    ["news", articles(0), 44003, "news.articles"],
    ["news", articles(2), 45008, "news.articles"],
    ["news", {}, 47001, "news.articles"],
    ["msgmenu", { head_content: "a", list: [] }, 44004, "msgmenu.list"],
    ["wxcard", {}, 40035, "wxcard.card_id"],
    ["miniprogrampage", { pagepath: "a" }, 40013, "miniprogrampage.appid"],
    ["miniprogrampage", { appid: "a" }, 40165, "miniprogrampage.pagepath"],
    ["miniprogrampage", { appid: "a", pagepath: "b" }, 40007, "miniprogrampage.thumb_media_id"],
    ["mpnews", {}, 40007, "mpnews.media_id"],
  ])("refuses %s %j", async (msgtype, content, errcode, field) => {
    await expectRefused(send(msgtype, content), errcode, field);
    expect(await linesOf("lin")).toEqual([]);
  });

  it("refuses media of another type, and those that are over", async () => {
    const image = await uploaded("image", files.png);
    const call = await expectRefused(send("voice", { media_id: image }), 40007, "voice.media_id");
    expect(call.why).toMatchObject({ expected: "voice", given: "image" });
    await expectRefused(send("video", { media_id: image }), 40007, "video.media_id");
    await expectRefused(send("mpnews", { media_id: image }), 40007, "mpnews.media_id");
    wait(3 * 24 * 3600);
    await expectRefused(send("image", { media_id: image }), 40007, "image.media_id");
  });
});

describe("whom it can be sent to", () => {
  it("one who wrote: five times in 48 hours; a refused one costs nothing", async () => {
    await db().sandboxAllowance.deleteMany();
    await expectRefused(text("1"), 45015, "touser");
    await grantAllowance("lin", "message");
    await expectRefused(text(""), 44004);
    for (let count = 0; count < 5; count += 1) expect(await text("x")).toEqual(ok);
    await expectRefused(text("x"), 45047, "touser");
    await grantAllowance("lin", "message");
    wait(48 * 3600 - 1);
    expect(await text("x")).toEqual(ok);
    wait(48 * 3600);
    await expectRefused(text("x"), 45015, "touser");
    expect(await linesOf("lin")).toHaveLength(6);
  });

  it.each(["menu", "follow", "scan"] as const)("%s: three in a minute", async (cause) => {
    await db().sandboxAllowance.deleteMany();
    await grantAllowance("lin", cause);
    for (let count = 0; count < 3; count += 1) expect(await text("x")).toEqual(ok);
    await expectRefused(text("x"), 45047);
    wait(60);
    await expectRefused(text("x"), 45015);
  });

  it("nobody else", async () => {
    await expectRefused(text("x", { touser: "x" }), 40003, "touser");
    await expectRefused(text("x", { touser: chen }), 45015, "touser");
    await changePerson("lin", { follows: false });
    await expectRefused(text("x"), 45015, "touser");
    await changePerson("lin", { follows: true });
    await db().sandboxPerson.update({ where: { id: "lin" }, data: { blocks: true } });
    await expectRefused(text("x"), 48002, "touser");
    await tell("/cgi-bin/tags/members/batchblacklist", { openid_list: [lin] });
    await expectRefused(text("x"), 43019, "touser");
    expect(await linesOf("lin")).toEqual([]);
  });
});

describe("custom/typing", () => {
  const typing = (command = "Typing", touser = lin) =>
    tell("/cgi-bin/message/custom/typing", { touser, command });
  const till = async () => (await db().sandboxPerson.findUniqueOrThrow({ where: { id: "lin" } })).typingTill;

  it("shows for 15 seconds, in which it cannot be asked for again", async () => {
    expect(await typing()).toEqual(ok);
    expect((await till())?.getTime()).toBe(Date.now() + 15_000);
    wait(14);
    await expectRefused(typing(), 45081, "touser");
    wait(15);
    expect(await typing()).toEqual(ok);
  });

  it("ends with a message, or when it is called off", async () => {
    await typing();
    expect(await typing("CancelTyping")).toEqual(ok);
    expect(await till()).toBeNull();
    await typing();
    await text("好");
    expect(await till()).toBeNull();
    expect(await typing()).toEqual(ok);
  });

  it("goes on when the message is refused", async () => {
    await typing();
    await text("");
    await db().sandboxAllowance.updateMany({ data: { left: 0 } });
    await expectRefused(text("好"), 45047);
    expect(await till()).not.toBeNull();
  });

  it("needs something of the person's in the last 30 seconds", async () => {
    wait(30);
    expect(await typing()).toEqual(ok);
    await typing("CancelTyping");
    wait(31);
    await expectRefused(typing(), 45080, "touser");
    await expectRefused(typing("Typing", chen), 45080, "touser");
  });

  it.each(["", "typing", "Cancel"])("refuses the command %j", async (command) => {
    await expectRefused(typing(command), 45072, "command");
    await expectRefused(typing("Typing", "x"), 40003, "touser");
  });
});
