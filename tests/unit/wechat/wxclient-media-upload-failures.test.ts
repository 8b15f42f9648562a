import { describe, expect, it } from "vitest";
import { rejection } from "./support";
import { fileStream, readAll, serving, until } from "./wxclient-media-support";

const bytes = new Uint8Array(7);
const head = { filename: "a.jpg", type: "image/jpeg" };

describe("an upload that does not get through", () => {
  const large = () => {
    const { stream, seen, size } = fileStream(160, 65_536);
    return { file: { filename: "v.mp4", type: "video/mp4", data: stream, size }, seen };
  };

  it("because the connection breaks: the file is given up", async () => {
    await serving(
      (request) => {
        request.once("data", () => request.socket.destroy());
      },
      async ({ client, timers }) => {
        const { file, seen } = large();
        expect(await rejection(client.mediaUpload("video", file))).toMatchObject({
          kind: "network",
          outcome: "unknown",
        });
        await until(() => seen.cancelled);
        expect(seen.read).toBeLessThan(160);
        expect(timers.pending()).toBe(0);
      },
    );
  });

  it("because the file cannot be read: its own error comes back", async () => {
    let complete = false;
    await serving(
      (request) => {
        request
          .on("error", () => {})
          .on("end", () => {
            complete = true;
          });
        request.resume();
      },
      async ({ client, timers }) => {
        const error = new Error("disk gone");
        const { stream, size } = fileStream(10, 1024, { part: 3, error });
        const file = { filename: "v.mp4", type: "video/mp4", data: stream, size };
        expect(await rejection(client.mediaUpload("video", file))).toBe(error);
        expect(timers.pending()).toBe(0);
      },
    );
    expect(complete).toBe(false);
  });

  it.each([-1, 1])("because the stream's length is another, by %i", async (by) => {
    let complete = false;
    await serving(
      (request) => {
        request
          .on("error", () => {})
          .on("end", () => {
            complete = true;
          });
        request.resume();
      },
      async ({ client }) => {
        const { stream, size, seen } = fileStream(10, 1024);
        const file = { filename: "v.mp4", type: "video/mp4", data: stream, size: size + by };
        const error = await rejection(client.mediaUpload("video", file));
        expect(error).toMatchObject({ name: "WechatConfigError", message: expect.stringContaining("size") });
        expect(seen.read).toBe(10);
      },
    );
    expect(complete).toBe(false);
  });

  it("because WeChat reads no further: a stall, and the file is given up", async () => {
    await serving(
      (request) => request.pause(),
      async ({ client, timers }) => {
        const { file, seen } = large();
        const upload = rejection(client.mediaUpload("video", file));
        await until(() => seen.read > 0);
        // Wherever it has come to when nothing moves any more.
        timers.fire();
        expect(await upload).toMatchObject({ kind: "timeout", code: "TIMEOUT", outcome: "unknown" });
        await until(() => seen.cancelled);
      },
    );
  });

  it("because no answer comes: a stall", async () => {
    let arrived = false;
    await serving(
      async (request) => {
        await readAll(request);
        arrived = true;
      },
      async ({ client, timers }) => {
        const upload = rejection(client.mediaUpload("image", { ...head, data: bytes }));
        await until(() => arrived);
        timers.fire();
        expect(await upload).toMatchObject({ kind: "timeout", code: "TIMEOUT" });
      },
    );
  });

  it("because the answer breaks off or stalls", async () => {
    let begun = 0;
    await serving(
      async (request, response, attempt) => {
        await readAll(request);
        response.writeHead(200, { "content-length": "100" }).write('{"media_id"', () => {
          begun += 1;
          if (attempt === 1) response.destroy();
        });
      },
      async ({ client, timers }) => {
        const file = { ...head, data: bytes };
        expect(await rejection(client.mediaUpload("image", file))).toMatchObject({ kind: "network" });
        const upload = rejection(client.mediaUpload("image", file));
        await until(() => begun === 2 && timers.pending() === 1);
        timers.fire();
        expect(await upload).toMatchObject({ kind: "timeout" });
      },
    );
  });

  it("because WeChat has said no before all of it was there", async () => {
    await serving(
      (request, response) => {
        request.once("data", () => response.end('{"errcode":40006,"errmsg":"invalid meida size"}'));
      },
      async ({ client }) => {
        const { file, seen } = large();
        const error = await rejection(client.mediaUpload("video", file));
        // The connection may be gone before the answer was read.
        expect(error).toMatchObject({ code: expect.stringMatching(/^(40006|NETWORK)$/) });
        await until(() => seen.cancelled || seen.read === 160);
      },
    );
  });
});
