import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { answerHost } from "@/lib/sandbox/hosts";
import { readMedium, storeMedium } from "@/lib/sandbox/media";
import { ask, expectRefused, files, formWith, sized, tokenOf, upload, uploaded } from "./cgi-support";
import { apiRaw, freshSandbox, lastCall, stopTime, wait } from "./support";

beforeEach(async () => {
  await freshSandbox();
  stopTime();
});

const download = async (media_id: string, path = "/cgi-bin/media/get") =>
  apiRaw(`${path}?${new URLSearchParams({ access_token: await tokenOf(), media_id })}`);

const megabyte = 1024 * 1024;

describe("media/upload", () => {
  it.each([
    ["image", files.png, "image/png"],
    ["image", files.jpg, "image/jpeg"],
    ["image", files.gif, "image/gif"],
    ["voice", files.mp3, "audio/mpeg"],
    ["voice", files.amr, "audio/amr"],
  ] as const)("keeps a %s, whatever its sender calls it", async (type, bytes, mime) => {
    const answer = await upload(type, bytes, "月光 石.bin");
    const created_at = Math.floor(Date.now() / 1000);
    expect(answer).toEqual({ type, media_id: expect.stringMatching(/^[\w-]{64}$/), created_at });
    const file = await download(String(answer.media_id));
    expect(file.headers.get("content-type")).toBe(mime);
    const disposition = file.headers.get("content-disposition");
    const name = encodeURIComponent("月光 石.bin");
    expect(disposition).toBe(`attachment; filename="____.bin"; filename*=UTF-8''${name}`);
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(new Uint8Array(bytes));
  });

  it("names a thumb's id otherwise", async () => {
    expect(await upload("thumb", files.jpg)).toEqual({
      type: "thumb",
      thumb_media_id: expect.any(String),
      created_at: expect.any(Number),
    });
  });

  it("tells where a video is", async () => {
    const mediaId = await uploaded("video", files.mp4);
    const answer = await ask("/cgi-bin/media/get", { media_id: mediaId });
    expect(answer).toEqual({ video_url: `http://localhost:3000/sandbox/api/media/${mediaId}` });
  });

  it.each([
    ["image", files.mp3],
    ["image", files.svg],
    ["image", files.html],
    ["voice", files.png],
    ["video", files.gif],
    ["thumb", files.png],
  ] as const)("as %s, looks at the bytes", async (type, bytes) => {
    await expectRefused(upload(type, bytes), 40005, "media");
    expect(await db().sandboxMedium.count()).toBe(0);
  });

  it.each([
    ["image", files.png, 10 * megabyte, 40009],
    ["voice", files.amr, 2 * megabyte, 40010],
    ["video", files.mp4, 10 * megabyte, 40011],
    ["thumb", files.jpg, 64 * 1024, 40012],
  ] as const)("takes a %s of the largest size, and no larger one", async (type, start, largest, errcode) => {
    expect(await upload(type, sized(start, largest))).toMatchObject({ type });
    await expectRefused(upload(type, sized(start, largest + 1)), errcode, "media");
  });

  it.each(["", "file", "IMAGE", "constructor"])("refuses the type %j", async (type) => {
    await expectRefused(upload(type, files.png), 40004, "type");
  });

  it("refuses a form without the file, an empty file, and what is no form", async () => {
    const address = `/cgi-bin/media/upload?type=image&access_token=${await tokenOf()}`;
    const post = async (body: BodyInit) => (await apiRaw(address, { method: "POST", body })).json();
    await expectRefused(post(formWith(files.png, "file")), 41005, "media");
    await expectRefused(post(JSON.stringify({ media: "x" })), 41005, "media");
    await expectRefused(post(""), 41005, "media");
    const words = new FormData();
    words.set("media", "words");
    await expectRefused(post(words), 41005, "media");
    await expectRefused(post(formWith(new Uint8Array())), 44001, "media");
  });

  it("stops at the end of what it takes, wherever the body says that it ends", async () => {
    const chunk = new Uint8Array(megabyte);
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 1;
        controller.enqueue(chunk);
        if (sent > 100) controller.close();
      },
    });
    const address = `/cgi-bin/media/upload?type=image&access_token=${await tokenOf()}`;
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    expect((await apiRaw(address, init)).status).toBe(413);
    expect(sent).toBeLessThan(20);
  });

  it("leaves the limit of the other calls as it was", async () => {
    const body = JSON.stringify({ tag: { name: "x".repeat(64 * 1024) } });
    const answer = await apiRaw("/cgi-bin/tags/create", { method: "POST", body });
    expect(answer.status).toBe(413);
  });

  it("keeps the bytes out of the ledger", async () => {
    await download(await uploaded("image", sized(files.png, 5000)));
    const call = await lastCall();
    expect(call.answer).toBe("（image/png，5000 字节）");
    const [uploading] = await db().sandboxCall.findMany({
      where: { method: "POST", address: { endsWith: "upload" } },
    });
    expect(uploading?.request).toContain("media = file.bin，image/png，5000 字节");
    expect(uploading?.request.length).toBeLessThan(800);
  });
});

describe("a medium", () => {
  it("lives for three days of the sandbox's clock", async () => {
    const mediaId = await uploaded("image", files.png);
    wait(3 * 24 * 3600 - 1);
    expect(await readMedium(mediaId)).toMatchObject({
      type: "image",
      mime: "image/png",
      filename: "file.bin",
    });
    expect((await download(mediaId)).headers.get("content-type")).toBe("image/png");
    wait(3 * 24 * 3600);
    expect(await readMedium(mediaId)).toBeNull();
    const call = await expectRefused(ask("/cgi-bin/media/get", { media_id: mediaId }), 40007, "media_id");
    expect(call.why?.rule).toContain("3 天");
    await storeMedium({ type: "image", mime: "image/png", filename: "a.png", bytes: files.png });
    expect(await db().sandboxMedium.count()).toBe(1);
  });

  it("has to be named", async () => {
    await expectRefused(ask("/cgi-bin/media/get"), 41006, "media_id");
    await expectRefused(ask("/cgi-bin/media/get", { media_id: "x" }), 40007, "media_id");
  });

  it("of a page's recorder comes by an address of its own, which gives voices only", async () => {
    const voice = await download(await uploaded("voice", files.amr), "/cgi-bin/media/get/jssdk");
    expect(voice.headers.get("content-type")).toBe("audio/amr");
    const picture = await uploaded("image", files.png);
    await expectRefused(ask("/cgi-bin/media/get/jssdk", { media_id: picture }), 40007, "media_id");
  });
});

describe("media/uploadimg", () => {
  const put = (bytes: Uint8Array) => upload("", bytes, "a.png", "/cgi-bin/media/uploadimg");

  it.each([
    ["png", files.png, "image/png"],
    ["jpg", files.jpg, "image/jpeg"],
  ] as const)("keeps a %s for good, where pages can show it", async (ending, bytes, mime) => {
    const { url } = await put(bytes);
    const path = String(url).replace("http://localhost:3000/sandbox/mmbiz.qpic.cn", "");
    expect(path).toMatch(new RegExp(`^/mmbiz_${ending}/[\\w-]{64}/0$`));
    wait(400 * 24 * 3600);
    const picture = await answerHost("mmbiz.qpic.cn", path, new Request(`http://localhost:3000/x${path}`));
    expect(picture?.headers.get("content-type")).toBe(mime);
    expect(picture?.headers.get("x-content-type-options")).toBe("nosniff");
    expect(new Uint8Array((await picture?.arrayBuffer()) ?? [])).toEqual(bytes);
    // It is no medium that a message could name.
    const id = path.split("/")[2] ?? "";
    await expectRefused(ask("/cgi-bin/media/get", { media_id: id }), 40007);
  });

  it("refuses other files, and large ones", async () => {
    await expectRefused(put(files.gif), 40005, "media");
    await expectRefused(put(files.svg), 40005, "media");
    expect(await put(sized(files.png, megabyte - 1))).toHaveProperty("url");
    await expectRefused(put(sized(files.png, megabyte)), 40009, "media");
  });

  it("shows no medium of the chat at that address, and nothing for nonsense", async () => {
    const mediaId = await uploaded("image", files.png);
    for (const path of [`/mmbiz_png/${mediaId}/0`, "/mmbiz_png/x/0", "/"]) {
      expect(await answerHost("mmbiz.qpic.cn", path, new Request("http://localhost:3000/x"))).toBeNull();
    }
  });
});
