import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filenameIn } from "@/lib/wechat/wxclient/content-disposition";
import { multipart } from "@/lib/wechat/wxclient/multipart";
import { fileStream } from "./wxclient-media-support";

/** How a header arrives: byte by byte. */
const latin1 = (text: string) => Buffer.from(text).toString("latin1");

describe("a name in Content-Disposition", () => {
  it.each([
    [null, null],
    ["", null],
    ["attachment", null],
    ["attachment; filename=", null],
    ['attachment; filename=""', null],
    ['attachment; filename="M1.jpg"', "M1.jpg"],
    ["attachment; filename=M1.jpg", "M1.jpg"],
    ["attachment;filename = M1.jpg ; size=3", "M1.jpg"],
    ['ATTACHMENT; FILENAME="M1.jpg"', "M1.jpg"],
    ['filename="M1.jpg"', "M1.jpg"],
    ['attachment; xfilename="no.jpg"', null],
    ['attachment; filename="a\\"b; c.jpg"', 'a"b; c.jpg'],
    ['attachment; filename="M1.jpg', '"M1.jpg'],
    [latin1('attachment; filename="宝石.jpg"'), "宝石.jpg"],
    ['attachment; filename="é.jpg"', "é.jpg"],
    ["attachment; filename*=UTF-8''%e5%ae%9d.jpg", "宝.jpg"],
    ["attachment; filename=\"x.jpg\"; filename*=utf-8'zh'%E5%AE%9D%20a.jpg", "宝 a.jpg"],
    ["attachment; filename*=\"UTF-8''a.jpg\"", "a.jpg"],
    // What cannot be read is as good as not there.
    ["attachment; filename*=UTF-8''%zz.jpg; filename=b.jpg", "b.jpg"],
    ["attachment; filename*=GBK''%b1.jpg; filename=b.jpg", "b.jpg"],
    ["attachment; filename*=UTF-8''..%2F", null],
    ["attachment; filename*=UTF-8''%2F; filename=b.jpg", "b.jpg"],
    ['attachment; filename="../../etc/passwd"', "passwd"],
    ['attachment; filename="C:\\\\temp\\\\a.jpg"', "a.jpg"],
    ["attachment; filename*=UTF-8''..%5C..%5Ca.jpg", "a.jpg"],
    ['attachment; filename=".."', null],
    ['attachment; filename="."', null],
    ['attachment; filename="a/"', null],
    ["attachment; filename*=UTF-8''a%00%0D%0Ab.jpg", "ab.jpg"],
    ["attachment; filename*=UTF-8''a%E2%80%AEgpj.exe", "agpj.exe"],
    [`attachment; filename="${"x".repeat(500)}"`, "x".repeat(200)],
  ])("%j is %j", (header, name) => {
    expect(filenameIn(header)).toBe(name);
  });

  it("never has a path, whatever the header", () => {
    const part = fc.constantFrom(
      "filename",
      "*",
      "=",
      '"',
      ";",
      "/",
      "\\",
      "..",
      "UTF-8''",
      "%2F",
      "%5c",
      "%00",
      "a",
      " ",
    );
    const header = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes).toString("latin1")),
      fc.array(part).map((parts) => `attachment; ${parts.join("")}`),
    );
    fc.assert(
      fc.property(header, (text) => {
        const name = filenameIn(text);
        return name === null || !/[/\\]|\p{Cc}|^\.*$/u.test(name);
      }),
      { numRuns: 500 },
    );
  });

  it("is found in time that grows with the header's length", () => {
    // Would take minutes if any part of it were tried in every way.
    const nasty = ['"\\', '"', "; filename", "\\\\", ";filename*=UTF-8''%"].map((piece) =>
      piece.repeat(20_000),
    );
    for (const text of nasty) filenameIn(`attachment; filename="${text}`);
  });
});

describe("a form with a file", () => {
  const boundary = "--------------Boundary0123456789";
  const collect = async (form: ReturnType<typeof multipart>) =>
    Buffer.from(await new Response(form.body).arrayBuffer());

  it("is read back as it was, whatever its name and bytes", async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .constantFrom("\r\n--", `\r\n--${boundary.slice(0, -1)}`, "--", "\r\n\r\n")
        .map((text) => new Uint8Array(Buffer.from(text))),
    );
    const name = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1 }),
      fc
        .array(fc.constantFrom('"', "\r", "\n", ";", "filename=", "\\", "%22", "宝", "a"), { minLength: 1 })
        .map((parts) => parts.join("")),
    );
    const run = fc.asyncProperty(name, bytes, async (filename, data) => {
      const file = {
        field: "media",
        filename,
        type: "image/png",
        size: data.length,
        data: new Blob([new Uint8Array(data)]).stream(),
      };
      const form = multipart(file, boundary);
      const body = await collect(form);
      expect(body.length).toBe(form.length);
      // One part, whose head is three lines: nothing in the name makes a fourth.
      const head = body.toString("latin1").split("\r\n\r\n")[0] ?? "";
      expect(head.split(/\r|\n/).filter(Boolean)).toHaveLength(3);
      const read = await new Response(new Uint8Array(body), {
        headers: { "content-type": form.contentType },
      }).formData();
      expect([...read.keys()]).toEqual(["media"]);
      const media = read.get("media");
      if (!(media instanceof File)) throw new Error("no file");
      expect(media.type).toBe("image/png");
      expect(new Uint8Array(await media.arrayBuffer())).toEqual(new Uint8Array(data));
      const unescaped = (text: string) =>
        text.replace(/%22/g, '"').replace(/%0D/g, "\r").replace(/%0A/g, "\n");
      expect(unescaped(media.name)).toBe(unescaped(filename));
    });
    await fc.assert(run, { numRuns: 150 });
  });

  it("holds no more than the part that is moving, and gives the file up with itself", async () => {
    const { stream, seen, size } = fileStream(1000, 65_536);
    const reader = multipart(
      { field: "media", filename: "a", type: "video/mp4", size, data: stream },
      boundary,
    ).body.getReader();
    await reader.read();
    expect(seen.read).toBe(0);
    await reader.read();
    await reader.read();
    expect(seen.read).toBe(2);
    await reader.cancel();
    expect(seen).toEqual({ read: 2, cancelled: true });
  });

  it.each([-1, 1])("of another size than was said, by %i, is not finished", async (by) => {
    const { stream, size } = fileStream(2, 10);
    const form = multipart(
      { field: "media", filename: "a", type: "video/mp4", size: size + by, data: stream },
      boundary,
    );
    await expect(collect(form)).rejects.toMatchObject({ name: "WechatConfigError", code: "MEDIA" });
  });

  it("that is longer than was said is read no further than its first byte too many", async () => {
    const { stream, seen } = fileStream(100, 10);
    const form = multipart(
      { field: "media", filename: "a", type: "video/mp4", size: 20, data: stream },
      boundary,
    );
    await expect(collect(form)).rejects.toMatchObject({ code: "MEDIA" });
    expect(seen).toEqual({ read: 3, cancelled: true });
  });
});
