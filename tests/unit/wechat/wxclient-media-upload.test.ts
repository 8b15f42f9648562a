import { describe, expect, it } from "vitest";
import type { MediaFile } from "@/lib/wechat";
import { rejection } from "./support";
import { readAll, serving, type Upload } from "./wxclient-media-support";

const bytes = new Uint8Array([0xff, 0xd8, 0x0d, 0x0a, 0x2d, 0x2d, 0x00]);
const head = { filename: 'a"b 宝石.jpg', type: "image/jpeg" };
const uploaded = '{"type":"image","media_id":"M1","created_at":1700000000}';
const boundary = `--------------${"1".repeat(32)}`;

const stream = (given: Uint8Array = bytes) => new Blob([new Uint8Array(given)]).stream();

describe("mediaUpload", () => {
  it.each<[string, () => MediaFile]>([
    ["bytes", () => ({ ...head, data: bytes })],
    [
      "part of a larger buffer",
      () => ({ ...head, data: Buffer.concat([Buffer.from("xx"), bytes]).subarray(2) }),
    ],
    ["a Blob", () => ({ ...head, data: new Blob([bytes]) })],
    ["a stream", () => ({ ...head, data: stream(), size: bytes.length })],
  ])("sends %s as a form of known length", async (_, file) => {
    const seen: Upload[] = [];
    await serving(
      async (request, response) => {
        seen.push(await readAll(request));
        response.end(uploaded);
      },
      async ({ client, timers }) => {
        const result = await client.mediaUpload("image", file());
        expect(result).toEqual({ mediaId: "M1", createdAt: new Date("2023-11-14T22:13:20Z") });
        expect(timers.pending()).toBe(0);
        expect(new Set(timers.started)).toEqual(new Set([10_000]));
      },
    );
    const body = Buffer.concat([
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="media"; filename="a%22b 宝石.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`,
      ),
      bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.url).toBe("/api.weixin.qq.com/cgi-bin/media/upload?type=image&access_token=TOKEN-1");
    expect(seen[0]?.body).toEqual(body);
    expect(seen[0]?.headers).toMatchObject({
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "content-length": String(body.length),
    });
    expect(seen[0]?.headers["transfer-encoding"]).toBeUndefined();
  });

  it("reads the other name of a thumb's id; half an answer is none", async () => {
    const answers = [
      '{"type":"thumb","thumb_media_id":"M2","created_at":1}',
      '{"created_at":1}',
      "<html>",
      "{}",
    ];
    await serving(
      async (request, response, attempt) => {
        await readAll(request);
        response.end(answers[attempt - 1]);
      },
      async ({ client }) => {
        const file = { ...head, data: bytes };
        expect(await client.mediaUpload("thumb", file)).toEqual({ mediaId: "M2", createdAt: new Date(1000) });
        for (const _ of [1, 2, 3])
          expect(await rejection(client.mediaUpload("thumb", file))).toMatchObject({ kind: "malformed" });
      },
    );
  });

  it("uploadimg gives an address", async () => {
    const seen: string[] = [];
    await serving(
      async (request, response) => {
        seen.push((await readAll(request)).url);
        response.end('{"url":"http://mmbiz.qpic.cn/x"}');
      },
      async ({ client }) => {
        expect(await client.mediaUploadImg({ ...head, data: bytes })).toEqual({
          url: "http://mmbiz.qpic.cn/x",
        });
      },
    );
    expect(seen).toEqual(["/api.weixin.qq.com/cgi-bin/media/uploadimg?access_token=TOKEN-1"]);
  });

  it.each([40004, 40005, 40006, 40009, 40010, 40011, 40012, 41005, 45001])(
    "passes errcode %i on, once",
    async (errcode) => {
      await serving(
        async (request, response) => {
          await readAll(request);
          response.end(JSON.stringify({ errcode, errmsg: `no TOKEN-1 ${request.url}` }));
        },
        async ({ client, attempts }) => {
          const error = await rejection(client.mediaUpload("image", { ...head, data: bytes }));
          expect(error).toMatchObject({ errcode, advice: "stop", hint: expect.any(String) });
          expect(`${error}`).not.toContain("TOKEN-1");
          expect(attempts()).toBe(1);
        },
      );
    },
  );

  it("takes HTTP 500 as an error whose text holds no token", async () => {
    await serving(
      async (request, response) => {
        await readAll(request);
        response.writeHead(500).end(`<h1>${request.url}</h1>`);
      },
      async ({ client }) => {
        const error = await rejection(client.mediaUpload("image", { ...head, data: bytes }));
        expect(error).toMatchObject({ code: "HTTP_500", outcome: "unknown" });
        expect(JSON.stringify({ ...(error as object) })).not.toContain("TOKEN-1");
      },
    );
  });
});

describe("a token that WeChat calls dead", () => {
  const dead = '{"errcode":40001,"errmsg":"invalid credential"}';

  it.each<[string, MediaFile]>([
    ["bytes", { ...head, data: bytes }],
    ["a Blob", { ...head, data: new Blob([bytes]) }],
  ])("is renewed, and %s sent again, once", async (_, file) => {
    const seen: Upload[] = [];
    const answers = [dead, uploaded, dead, dead];
    await serving(
      async (request, response, attempt) => {
        seen.push(await readAll(request));
        response.end(answers[attempt - 1]);
      },
      async ({ client, attempts }) => {
        expect(await client.mediaUpload("image", file)).toMatchObject({ mediaId: "M1" });
        expect(seen[1]?.body).toEqual(seen[0]?.body);
        expect(seen.map(({ url }) => url.split("access_token=")[1])).toEqual(["TOKEN-1", "TOKEN-2"]);
        expect(await rejection(client.mediaUpload("image", file))).toMatchObject({ errcode: 40001 });
        expect(attempts()).toBe(4);
      },
    );
  });

  it("is renewed, but a stream is used up: the next one goes through", async () => {
    const seen: Upload[] = [];
    await serving(
      async (request, response, attempt) => {
        seen.push(await readAll(request));
        response.end(attempt === 1 ? dead : uploaded);
      },
      async ({ client, attempts }) => {
        const file = () => ({ ...head, data: stream(), size: bytes.length });
        expect(await rejection(client.mediaUpload("image", file()))).toMatchObject({
          name: "WechatError",
          code: "STREAM_SPENT",
          advice: "retry",
          outcome: "refused",
          detail: { errcode: 40001 },
        });
        expect(attempts()).toBe(1);
        expect(await client.mediaUpload("image", file())).toMatchObject({ mediaId: "M1" });
        expect(seen[1]?.url).toContain("access_token=TOKEN-2");
      },
    );
  });
});
