import { describe, expect, it } from "vitest";
import type { MediaFile, MediaType } from "@/lib/wechat";
import { rejection } from "./support";
import { answering } from "./wxclient-answering";

const data = new Uint8Array(1);
const kinds = {
  image: { filename: "a.png", type: "image/png", max: 10 * 1024 * 1024 },
  voice: { filename: "a.amr", type: "audio/amr", max: 2 * 1024 * 1024 },
  video: { filename: "a.mp4", type: "video/mp4", max: 10 * 1024 * 1024 },
  thumb: { filename: "a.jpg", type: "image/jpeg", max: 64 * 1024 },
} as const;

/** A stream that says so much of itself; nobody reads it before it is checked. */
const sized = (size: unknown): MediaFile =>
  ({ filename: "a.jpg", type: "image/jpeg", data: new ReadableStream(), size }) as MediaFile;

describe("mediaUpload refuses before anything is sent", () => {
  it.each<[string, MediaType, unknown]>([
    ["filename", "image", { filename: "", type: "image/png", data }],
    ["filename", "image", { filename: "a", type: "image/png", data }],
    ["filename", "image", { filename: ".png", type: "image/png", data }],
    ["filename", "image", { filename: "a.png.exe", type: "image/png", data }],
    ["filename", "image", { filename: "dir/a.png", type: "image/png", data }],
    ["filename", "image", { filename: "..\\a.png", type: "image/png", data }],
    ["filename", "voice", { filename: "a.wav", type: "audio/amr", data }],
    ["filename", "thumb", { filename: "a.png", type: "image/jpeg", data }],
    ["type", "image", { filename: "a.png", type: "", data }],
    ["type", "image", { filename: "a.png", type: "image/svg+xml", data }],
    ["type", "image", { filename: "a.png", type: "image/png\r\nx: y", data }],
    ["type", "image", { filename: "a.png", data }],
    ["type", "voice", { filename: "a.mp3", type: "video/mp4", data }],
    ["type", "video", { filename: "a.mp4", type: "image/png", data }],
    ["type", "thumb", { filename: "a.jpg", type: "image/png", data }],
    ["size", "image", { filename: "a.png", type: "image/png", data: new Uint8Array() }],
    ["size", "image", { filename: "a.png", type: "image/png", data: new Blob([]) }],
    ["size", "image", sized(undefined)],
    ["size", "image", sized(0)],
    ["size", "image", sized(1.5)],
    ["size", "image", sized("5")],
    ["data", "image", { filename: "a.png", type: "image/png", data: "text" }],
    ["data", "image", { filename: "a.png", type: "image/png" }],
    ["kind", "file" as MediaType, { filename: "a.png", type: "image/png", data }],
    ["kind", "toString" as MediaType, { filename: "a.png", type: "image/png", data }],
  ])("a fault in %s of %s: %j", async (field, type, file) => {
    const { client, asked } = answering({});
    const error = await rejection(client.mediaUpload(type, file as MediaFile));
    expect(error).toMatchObject({
      name: "WechatConfigError",
      code: "MEDIA",
      message: expect.stringContaining(field),
    });
    expect(asked()).toEqual([]);
  });

  it("a stream that somebody reads already", async () => {
    const { client, asked } = answering({});
    const file = sized(1);
    if (file.data instanceof ReadableStream) file.data.getReader();
    expect(await rejection(client.mediaUpload("image", file))).toMatchObject({
      kind: "config",
      message: expect.stringContaining("data"),
    });
    expect(asked()).toEqual([]);
  });

  it.each(Object.entries(kinds))(
    "a %s of one byte too many, but none that just fits",
    async (kind, { max, ...head }) => {
      const { client, asked } = answering({ media_id: "M1", created_at: 1 });
      const type = kind as MediaType;
      const tooMuch = { ...head, data: new Blob([new Uint8Array(max + 1)]) };
      expect(await rejection(client.mediaUpload(type, tooMuch))).toMatchObject({
        kind: "config",
        message: expect.stringContaining("size:"),
      });
      expect(asked()).toEqual([]);
      expect(await client.mediaUpload(type, { ...head, data: new Uint8Array(max) })).toMatchObject({
        mediaId: "M1",
      });
    },
  );

  it("a picture of an article of 1 MiB, and one that is a GIF", async () => {
    const { client, asked } = answering({ url: "http://mmbiz.qpic.cn/x" });
    const head = { filename: "a.png", type: "image/png" };
    expect(
      await rejection(client.mediaUploadImg({ ...head, data: new Uint8Array(1_048_576) })),
    ).toMatchObject({
      message: expect.stringContaining("size:"),
    });
    const gif = { filename: "a.gif", type: "image/gif", data };
    expect(await rejection(client.mediaUploadImg(gif))).toMatchObject({
      message: expect.stringMatching(/filename:.*type:/),
    });
    expect(asked()).toEqual([]);
    expect(await client.mediaUploadImg({ ...head, data: new Uint8Array(1_048_575) })).toHaveProperty("url");
  });
});

describe("mediaUpload takes", () => {
  it.each<[MediaType, string, string]>([
    ["image", "A.JPG", "image/jpeg"],
    ["image", "a.jpeg", "image/jpg"],
    ["image", "a.gif", "IMAGE/GIF; x=y"],
    ["voice", "a.mp3", "audio/mpeg"],
    ["voice", "a.mp3", "audio/mp3"],
    ["voice", "a.amr", "audio/amr"],
    ["video", "a.mp4", "video/mp4"],
    ["thumb", "a.jpg", "image/jpeg"],
  ])("as %s: %s, %s", async (kind, filename, type) => {
    const { client } = answering({ media_id: "M1", created_at: 1 });
    expect(await client.mediaUpload(kind, { filename, type, data })).toMatchObject({ mediaId: "M1" });
  });
});
