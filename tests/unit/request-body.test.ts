import { describe, expect, it } from "vitest";
import { BodyTooLarge, readBeginning, readBytes, readText } from "@/lib/request-body";

/** A body of so many pieces of ten bytes, and how many of them were asked for. */
function pieces(count: number) {
  const asked = { pieces: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        asked.pieces += 1;
        if (asked.pieces > count) controller.close();
        else controller.enqueue(Buffer.from("0123456789"));
      },
      cancel: () => {
        asked.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { asked, message: { body, headers: new Headers() } };
}

describe("a body that is longer than its reader takes", () => {
  it("is refused, and no more of it is read", async () => {
    const { asked, message } = pieces(1000);
    await expect(readBytes(message, 25)).rejects.toThrow(BodyTooLarge);
    expect(asked).toEqual({ pieces: 3, cancelled: true });
  });

  it("is refused at once when it says so itself", async () => {
    const { asked, message } = pieces(1000);
    message.headers.set("content-length", "10000");
    await expect(readText(message, 25)).rejects.toThrow(BodyTooLarge);
    expect(asked.pieces).toBe(0);
  });

  it("is cut where only its beginning is wanted", async () => {
    const { asked, message } = pieces(1000);
    expect((await readBeginning(message, 25)).toString()).toBe("0123456789012345678901234");
    expect(asked).toEqual({ pieces: 3, cancelled: true });
  });
});

it("a body that is just as long is read whole", async () => {
  for (const read of [readBytes, readBeginning]) {
    const { asked, message } = pieces(3);
    expect((await read(message, 30)).byteLength).toBe(30);
    expect(asked.cancelled).toBe(false);
  }
});

it("no body is an empty one", async () => {
  const message = new Request("http://localhost/");
  expect(await readText(message, 10)).toBe("");
  expect((await readBeginning(message, 10)).byteLength).toBe(0);
});
