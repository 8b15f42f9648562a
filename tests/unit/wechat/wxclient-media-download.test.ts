import { describe, expect, it } from "vitest";
import { rejection } from "./support";
import { asFile, attachment, got, jpeg, read } from "./wxclient-media-answers";
import { until } from "./wxclient-media-support";

describe("mediaGet refuses before anything is sent", () => {
  it.each([
    ["", {}],
    ["M1", { maxBytes: 0 }],
    ["M1", { maxBytes: 1.5 }],
  ] as const)("%j, %j", async (id, options) => {
    await got(
      (response) => response.end(),
      async ({ client, attempts }) => {
        expect(await rejection(client.mediaGet(id, options))).toMatchObject({ kind: "config" });
        expect(attempts()).toBe(0);
      },
    );
  });
});

describe("mediaGet gives", () => {
  it.each([
    [attachment, { contentType: "image/jpeg", filename: "M1.jpg" }],
    [{ "content-type": "Image/JPEG; x=1" }, { contentType: "image/jpeg", filename: null }],
    [{}, { contentType: "application/octet-stream", filename: null }],
    [
      { "content-type": "text/plain", "content-disposition": "attachment; filename=M1.amr" },
      { contentType: "text/plain", filename: "M1.amr" },
    ],
  ])("a file, with %j", async (headers, expected) => {
    await got(
      (response, _, url) => {
        expect(url).toBe("/api.weixin.qq.com/cgi-bin/media/get?media_id=M%2F1&access_token=TOKEN-1");
        response.writeHead(200, headers).end(jpeg);
      },
      async ({ client, timers }) => {
        const file = asFile(await client.mediaGet("M/1"));
        expect(file).toMatchObject(expected);
        expect(await read(file)).toEqual(jpeg);
        expect(timers.pending()).toBe(0);
      },
    );
  });

  it("a file that looks like JSON, when it is named as a file of another kind", async () => {
    await got(
      (response) => response.writeHead(200, attachment).end('{"errcode":40007}'),
      async ({ client }) =>
        expect(String(await read(asFile(await client.mediaGet("M1"))))).toBe('{"errcode":40007}'),
    );
  });

  it("an empty file, when it is named", async () => {
    await got(
      (response) => response.writeHead(200, attachment).end(),
      async ({ client }) => expect(await read(asFile(await client.mediaGet("M1")))).toHaveLength(0),
    );
  });

  it("the beginning while the rest is still on its way", async () => {
    let finish = () => {};
    await got(
      (response) => {
        response.writeHead(200, attachment).write(jpeg);
        finish = () => response.end(jpeg);
      },
      async ({ client, timers }) => {
        const reader = asFile(await client.mediaGet("M1")).body.getReader();
        expect(Buffer.from((await reader.read()).value ?? [])).toEqual(jpeg);
        // Nobody waits, so nothing can stall.
        expect(timers.pending()).toBe(0);
        const rest = reader.read();
        await until(() => timers.pending() === 1);
        finish();
        expect(Buffer.from((await rest).value ?? [])).toEqual(jpeg);
        expect((await reader.read()).done).toBe(true);
        expect(timers.pending()).toBe(0);
      },
    );
  });

  it("where a video is", async () => {
    await got(
      (response) =>
        response.writeHead(200, { "content-type": "text/plain" }).end('{"video_url":"http://v/1?a=b"}'),
      async ({ client }) => expect(await client.mediaGet("M1")).toEqual({ videoUrl: "http://v/1?a=b" }),
    );
  });

  it("the better voice of the JS-SDK", async () => {
    const seen: string[] = [];
    await got(
      (response, _, url) => {
        seen.push(url);
        response.writeHead(200, { "content-type": "voice/speex" }).end("x");
      },
      async ({ client }) => {
        expect(asFile(await client.mediaGet("M1", { jssdkVoice: true })).contentType).toBe("voice/speex");
      },
    );
    expect(seen).toEqual(["/api.weixin.qq.com/cgi-bin/media/get/jssdk?media_id=M1&access_token=TOKEN-1"]);
  });
});

describe("mediaGet throws", () => {
  const refusal = '{"errcode":40007,"errmsg":"invalid media_id TOKEN-1"}';

  it.each([
    [{ "content-type": "application/json; charset=utf-8" }, refusal],
    [{ "content-type": "text/plain" }, ` \n${refusal}`],
    [{ "content-type": "image/jpeg" }, `\uFEFF${refusal}`],
    [{ ...attachment, "content-type": "application/json" }, refusal],
    [{}, refusal],
  ])("a refusal, whatever it calls itself: %j", async (headers, text) => {
    await got(
      (response) => response.writeHead(200, headers).end(text),
      async ({ client, attempts, timers }) => {
        const error = await rejection(client.mediaGet("M1"));
        expect(error).toMatchObject({ errcode: 40007, advice: "stop" });
        expect(`${error}`).not.toContain("TOKEN-1");
        expect(attempts()).toBe(1);
        expect(timers.pending()).toBe(0);
      },
    );
  });

  it.each([
    [{ "content-type": "text/html" }, "<html>", { kind: "malformed" }],
    [{ "content-type": "application/json" }, "no", { kind: "malformed" }],
    [{ "content-type": "application/json" }, "{}", { kind: "malformed" }],
    [{ "content-type": "image/jpeg" }, "", { kind: "malformed", code: "ANSWER" }],
    [{}, "{", { kind: "malformed" }],
  ])("what is neither: %j %j", async (headers, text, expected) => {
    await got(
      (response) => response.writeHead(200, headers).end(text),
      async ({ client }) => expect(await rejection(client.mediaGet("M1"))).toMatchObject(expected),
    );
  });

  it.each([404, 500])("HTTP %i, even with a file's headers", async (status) => {
    await got(
      (response, _, url) => response.writeHead(status, attachment).end(`gone ${url}`),
      async ({ client }) => {
        const error = await rejection(client.mediaGet("M1"));
        expect(error).toMatchObject({ code: `HTTP_${status}` });
        expect(JSON.stringify({ ...(error as object) })).not.toContain("TOKEN-1");
      },
    );
  });

  it("a dead token only the second time", async () => {
    const dead = '{"errcode":42001,"errmsg":"access_token expired"}';
    await got(
      (response, attempt) =>
        attempt === 2 ? response.writeHead(200, attachment).end(jpeg) : response.end(dead),
      async ({ client, attempts }) => {
        expect(await read(asFile(await client.mediaGet("M1")))).toEqual(jpeg);
        expect(await rejection(client.mediaGet("M1"))).toMatchObject({ errcode: 42001 });
        expect(attempts()).toBe(4);
      },
    );
  });

  it("a stall before the first byte", async () => {
    await got(
      () => {},
      async ({ client, timers, attempts }) => {
        const answer = rejection(client.mediaGet("M1"));
        await until(() => attempts() === 1);
        timers.fire();
        expect(await answer).toMatchObject({ kind: "timeout", code: "TIMEOUT" });
        expect(timers.pending()).toBe(0);
      },
    );
  });
});
