import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { rawJson } from "@/lib/wechat/json";
import { rejection } from "./support";
import { answering, ok } from "./wxclient-answering";

describe("call", () => {
  it.each(["", "/", "cgi-bin/x", "/x#y", "/x?a=b#y", "https://evil.example/x", "/ x", "?a=b", "/x\n"])(
    "refuses the path %j before anything is sent",
    async (path) => {
      const { client, asked } = answering(ok);
      expect(await rejection(client.call(path))).toMatchObject({ kind: "config", code: "PATH" });
      expect(await rejection(client.call(path, {}))).toMatchObject({ kind: "config", code: "PATH" });
      expect(asked()).toEqual([]);
    },
  );

  it("GETs without a body, POSTs with one, and takes a query along; the token is always ours", async () => {
    const { client, asked } = answering('{"errcode":0,"id":9223372036854775807}');
    expect(await client.call("/cgi-bin/x")).toEqual({ errcode: 0, id: "9223372036854775807" });
    await client.call("/cgi-bin/x?a=1&b=%E4%B8%AD%20%26&access_token=theirs");
    await client.call("/cgi-bin/x?a=1&access_token=theirs", { b: "中" });
    await client.call("/cgi-bin/x", null);
    expect(asked()).toEqual([
      ["GET", "/x?access_token=TOKEN-1", ""],
      ["GET", "/x?a=1&b=%E4%B8%AD%20%26&access_token=TOKEN-1", ""],
      ["POST", "/x?a=1&access_token=TOKEN-1", '{"b":"中"}'],
      ["POST", "/x?access_token=TOKEN-1", "null"],
    ]);
  });

  it("reads the answer by a schema; refusals come first", async () => {
    const schema = z.object({ list: z.array(z.number()) });
    const typed: { list: number[] } = await answering({ list: [1] }).client.call("/x", {}, schema);
    expect(typed).toEqual({ list: [1] });
    expect(await rejection(answering(ok).client.call("/x", undefined, schema))).toMatchObject({
      kind: "malformed",
      outcome: "unknown",
      message: expect.stringContaining("list"),
    });
    const refused = answering({ errcode: 48001, errmsg: "api unauthorized" });
    expect(await rejection(refused.client.call("/x", undefined, schema))).toMatchObject({ errcode: 48001 });
  });

  it("repeats once with a new token", async () => {
    const { client, asked } = answering({ errcode: 42001, errmsg: "access_token expired" }, ok);
    expect(await client.call("/cgi-bin/x?a=1", { b: 1 })).toEqual(ok);
    expect(asked().map(([, path]) => path)).toEqual([
      "/x?a=1&access_token=TOKEN-1",
      "/x?a=1&access_token=TOKEN-2",
    ]);
  });
});

describe("what is posted", () => {
  it("is raw UTF-8 without an escape by number", async () => {
    const { client, asked } = answering(ok);
    await client.post("/cgi-bin/x", { a: "宝\ud800\u0001 \\u5b9d" });
    expect(asked()[0]?.[2]).toBe('{"a":"宝\ufffd \\\\u5b9d"}');
  });
});

describe("there is no method that writes to everybody", () => {
  it("by any name", () => {
    const { client } = answering(ok);
    expect(Object.keys(client).filter((name) => /mass|sendall|broadcast|everybody/i.test(name))).toEqual([]);
  });
});

/** That JSON has a short escape for it, or needs none. */
const isWritable = (character: string) => character >= " " || "\b\t\n\f\r".includes(character);

describe("rawJson", () => {
  it.each([
    [{ a: "宝石 é ♦ 😀" }, '{"a":"宝石 é ♦ 😀"}'],
    [{ a: "\ud83d" }, '{"a":"\ufffd"}'],
    [{ a: "x\u0001\u001fy\u007f" }, '{"a":"xy\u007f"}'],
    [{ a: '\n\t"\\' }, '{"a":"\\n\\t\\"\\\\"}'],
    // A backslash of the text's own, before a "u" of its own.
    [{ a: "\\u0041" }, '{"a":"\\\\u0041"}'],
    [undefined, "{}"],
  ])("of %j", (value, text) => {
    expect(rawJson(value)).toBe(text);
  });

  it("has no escape by number and is JSON, whatever it is made of", () => {
    const text = fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
      .map((units) => `${String.fromCharCode(...units)}\ud800\\u0041\u0002`);
    fc.assert(
      fc.property(fc.dictionary(text, text), (value) => {
        const json = rawJson(value);
        expect(json.replace(/\\\\/g, "")).not.toMatch(/\\u/);
        const clean = (string: string) => [...Buffer.from(string).toString()].filter(isWritable).join("");
        const expected = Object.fromEntries(
          Object.entries(value).map(([key, item]) => [clean(key), clean(item)]),
        );
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
    );
  });
});
