import { describe, expect, it } from "vitest";
import { refusal, unreadable } from "./message-refused";
import { account, requestOf, textXml } from "./message-support";

describe.each(["plain", "safe"] as const)("a good signature around a bad message, %s", (mode) => {
  const bad: Record<string, [string, string]> = {
    nothing: ["", "xml"],
    "a DOCTYPE": [`<!DOCTYPE xml>${textXml("x")}`, "xml"],
    "an entity bomb": [
      `<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>${textXml("x").replace("<![CDATA[x]]>", "&b;")}`,
      "xml",
    ],
    "a __proto__ tag": [textXml("x").replace(/<\/xml>$/, "<__proto__><a>1</a></__proto__></xml>"), "xml"],
    "a constructor tag": [textXml("x").replace(/<\/xml>$/, "<constructor>1</constructor></xml>"), "xml"],
    "10,000 nested tags": [`<xml>${"<a>".repeat(10_000)}</xml>`, "xml"],
    JSON: ['{"MsgType":"text"}', "json"],
    "no MsgType": [textXml("x", { MsgType: undefined, Event: 1 }), "fields"],
    "an empty MsgType": [textXml("x", { MsgType: "" }), "fields"],
    "no sender": [textXml("x", { FromUserName: undefined }), "fields"],
    "an empty sender": [textXml("x", { FromUserName: "" }), "fields"],
    "a sender with blanks": [textXml("x", { FromUserName: "a b" }), "fields"],
    "an endless sender": [textXml("x", { FromUserName: "o".repeat(129) }), "fields"],
    "no receiver": [textXml("x", { ToUserName: undefined }), "fields"],
    "no time": [textXml("x", { CreateTime: undefined }), "fields"],
    "a time that is none": [textXml("x", { CreateTime: "yesterday" }), "fields"],
    "a content twice": [textXml("x").replace("<MsgId>", "<Content>y</Content><MsgId>"), "fields"],
    "a sender twice": [textXml("x").replace("<MsgId>", "<FromUserName>y</FromUserName><MsgId>"), "fields"],
    "a content with elements": [textXml("x").replace("<![CDATA[x]]>", "<a>1</a>"), "fields"],
  };

  it.each(Object.entries(bad))("%s", async (_, [xml, reason]) => {
    expect(await refusal(mode, xml)).toMatchObject(unreadable(reason));
  });

  it("100,000 nested tags", async () => {
    const found = await refusal(mode, `<xml>${"<a>".repeat(100_000)}</xml>`);
    expect(found).toMatchObject({ status: 413, reason: "size" });
  });
});

describe.each(["plain", "safe"] as const)("a body, %s", (mode) => {
  it("that is not UTF-8", async () => {
    const bytes = Buffer.concat([
      Buffer.from("<xml><a>"),
      Buffer.from([0xc3, 0x28]),
      Buffer.from("</a></xml>"),
    ]);
    expect(await refusal(mode, "<xml></xml>", { body: bytes })).toMatchObject(unreadable("body"));
  });

  it("in UTF-16", async () => {
    const bytes = Buffer.from(`\uFEFF${textXml("x")}`, "utf16le");
    expect(await refusal(mode, "<xml></xml>", { body: bytes })).toMatchObject(unreadable("body"));
  });

  it("that is longer than it may be is read no further than that", async () => {
    const chunk = new Uint8Array(16 * 1024).fill(0x20);
    let pulled = 0;
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulled += chunk.length;
          if (pulled > 10 * 1024 * 1024) controller.close();
          else controller.enqueue(chunk);
        },
        cancel() {
          isCancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    const found = await refusal(mode, "<xml></xml>", { body });
    expect(found).toMatchObject({ status: 413, reason: "size", body: "The message is too large.\n" });
    const limit = (mode === "safe" ? 128 : 64) * 1024;
    expect(pulled).toBe(limit + chunk.length);
    expect(isCancelled).toBe(true);
  });

  it("that says it is 10 MB long is not read", async () => {
    let pulled = 0;
    const pull = () => {
      pulled += 1;
    };
    const body = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });
    const headers = { "content-length": String(10 * 1024 * 1024) };
    const found = await refusal(mode, "<xml></xml>", { body, headers });
    expect(found).toMatchObject({ status: 413, reason: "size" });
    expect(pulled).toBe(0);
  });

  it("that breaks off", async () => {
    const pull = (controller: ReadableStreamDefaultController) => controller.error(new Error("gone"));
    const body = new ReadableStream<Uint8Array>({ pull });
    expect(await refusal(mode, "<xml></xml>", { body })).toMatchObject(unreadable("body"));
  });

  it("that somebody has read already", async () => {
    const { server, events } = account(mode);
    const request = requestOf(mode, textXml("x"));
    await request.text();
    expect((await server(request)).status).toBe(400);
    expect(events).toMatchObject([{ reason: "body" }]);
  });

  it("that does not end is given up in time", async () => {
    const { server, events, time } = account(mode);
    const request = requestOf(mode, "<xml></xml>", { body: new ReadableStream<Uint8Array>({ pull() {} }) });
    const response = server(request);
    await time.advance(4500);
    expect((await response).status).toBe(408);
    expect(events).toMatchObject([{ kind: "refused", reason: "slow", status: 408 }]);
  });
});
