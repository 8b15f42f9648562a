import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { rejection } from "./support";
import { asFile, attachment, got, jpeg, read } from "./wxclient-media-answers";
import { until } from "./wxclient-media-support";

describe("a file that is larger than allowed", () => {
  it("is refused by its length, unread", async () => {
    let closed = false;
    await got(
      (response) => {
        response.on("close", () => {
          closed = true;
        });
        response.writeHead(200, { ...attachment, "content-length": "11" }).write("x");
      },
      async ({ client }) => {
        expect(await rejection(client.mediaGet("M1", { maxBytes: 10 }))).toMatchObject({ code: "TOO_LARGE" });
        await until(() => closed);
      },
    );
  });

  it("is broken off where its length is not told; one that just fits is not", async () => {
    let closed = false;
    await got(
      (response, attempt) => {
        response.on("close", () => {
          closed = true;
        });
        response.writeHead(200, attachment).write(Buffer.alloc(10));
        if (attempt === 1) return response.end();
        response.write(Buffer.alloc(1));
      },
      async ({ client, timers }) => {
        expect(await read(asFile(await client.mediaGet("M1", { maxBytes: 10 })))).toHaveLength(10);
        closed = false;
        const reading = client.mediaGet("M1", { maxBytes: 10 }).then((answer) => read(asFile(answer)));
        expect(await rejection(reading)).toMatchObject({ code: "TOO_LARGE" });
        await until(() => closed);
        expect(timers.pending()).toBe(0);
      },
    );
  });
});

describe("a file that does not arrive whole", () => {
  const begin = (response: ServerResponse) =>
    response.writeHead(200, { ...attachment, "content-length": "100" }).write(jpeg);

  it("because the connection breaks", async () => {
    let cut = () => {};
    await got(
      (response) => {
        begin(response);
        cut = () => response.destroy();
      },
      async ({ client, timers }) => {
        const reader = asFile(await client.mediaGet("M1")).body.getReader();
        await reader.read();
        cut();
        expect(await rejection(reader.read())).toMatchObject({ name: "WechatError", kind: "network" });
        expect(timers.pending()).toBe(0);
      },
    );
  });

  it("because nothing more comes", async () => {
    await got(begin, async ({ client, timers }) => {
      const reader = asFile(await client.mediaGet("M1")).body.getReader();
      await reader.read();
      const rest = rejection(reader.read());
      await until(() => timers.pending() === 1);
      timers.fire();
      expect(await rest).toMatchObject({ name: "WechatError", kind: "timeout" });
    });
  });

  it("because nobody wants the rest: the connection is let go", async () => {
    let closed = false;
    await got(
      (response) => {
        begin(response);
        response.on("close", () => {
          closed = true;
        });
      },
      async ({ client, timers }) => {
        await asFile(await client.mediaGet("M1")).body.cancel();
        await until(() => closed);
        expect(timers.pending()).toBe(0);
      },
    );
  });
});
