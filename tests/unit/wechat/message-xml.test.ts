import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseXml, readMessageXml, XmlError } from "@/lib/wechat";

const bomb = Array.from({ length: 10 }, (_, i) => `<!ENTITY a${i + 1} "&a${i};&a${i};">`).join("");

const refused: Record<string, string> = {
  "an empty text": "",
  "plain text": "hello",
  JSON: '{"MsgType":"text"}',
  "an unclosed root": "<xml><a>1</a>",
  "a tag without an end": "<xml><a",
  "mismatched tags": "<xml><a>1</b></xml>",
  "crossed tags": "<xml><a><b>1</a></b></xml>",
  "a closing tag first": "</xml>",
  "text before the root": "x<xml></xml>",
  "CDATA before the root": "<![CDATA[x]]><xml></xml>",
  "text after the root": "<xml><a>1</a></xml>x",
  "two roots": "<xml><a>1</a></xml><xml><b>1</b></xml>",
  "two empty roots": "<xml/><xml/>",
  "another root": "<root><a>1</a></root>",
  "text in the root": "<xml>hello</xml>",
  "text between elements": "<xml>x<a>1</a></xml>",
  "text between inner elements": "<xml><a>x<b>1</b></a></xml>",
  "CDATA between elements": "<xml><a>1</a><![CDATA[x]]></xml>",
  "a DOCTYPE": "<!DOCTYPE xml><xml><a>1</a></xml>",
  "a DOCTYPE in small letters": "<!doctype xml><xml><a>1</a></xml>",
  "a DOCTYPE inside": "<xml><!DOCTYPE x><a>1</a></xml>",
  "an entity bomb": `<!DOCTYPE x [<!ENTITY a0 "lol">${bomb}]><xml><a>&a10;</a></xml>`,
  "an external entity": '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><a>&x;</a></xml>',
  "an entity declaration alone": '<!ENTITY x "y"><xml><a>1</a></xml>',
  "an unknown entity": "<xml><a>&x;</a></xml>",
  "a stray ampersand": "<xml><a>a & b</a></xml>",
  "a comment": "<xml><!-- x --><a>1</a></xml>",
  "a processing instruction": "<xml><?x y?><a>1</a></xml>",
  "an attribute": '<xml><a b="c">1</a></xml>',
  "an attribute of the root": '<xml a="b"><a>1</a></xml>',
  "a closing tag with an attribute": '<xml><a>1</a b="c"></xml>',
  "a tag in two halves around CDATA": "<xml><a<![CDATA[x]]>>1</a></xml>",
  "CDATA without an end": "<xml><a><![CDATA[x</a></xml>",
  "CDATA in small letters": "<xml><a><![cdata[x]]></a></xml>",
  ["__proto__"]: "<xml><__proto__>1</__proto__></xml>",
  "an inner __proto__": "<xml><a><__proto__><polluted>1</polluted></__proto__></a></xml>",
  constructor: "<xml><constructor>1</constructor></xml>",
  prototype: "<xml><prototype/></xml>",
  "an impossible character reference": "<xml><a>&#xFFFFFF;</a></xml>",
  "a reference to half a character": "<xml><a>&#xD800;</a></xml>",
  "a reference to NUL": "<xml><a>&#0;</a></xml>",
  "a NUL character": "<xml><a>\0</a></xml>",
};

describe("readMessageXml, bad input", () => {
  it.each(Object.entries(refused))("refuses %s", (_, text) => {
    expect(() => readMessageXml(text)).toThrow(XmlError);
  });

  it("refuses more bytes than allowed, not characters", () => {
    const text = `<xml><a>${"宝".repeat(10)}</a></xml>`;
    expect(() => readMessageXml(text, { maxBytes: Buffer.byteLength(text) - 1 })).toThrow("too large");
    expect(readMessageXml(text, { maxBytes: Buffer.byteLength(text) }).a).toHaveLength(10);
    expect(() => readMessageXml(`<xml><a>${"x".repeat(64 * 1024)}</a></xml>`)).toThrow("too large");
  });

  it("reads elements 8 deep, the root included, and no deeper", () => {
    const nested = (depth: number) => `<xml>${"<a>".repeat(depth - 1)}${"</a>".repeat(depth - 1)}</xml>`;
    expect(readMessageXml(nested(8))).toHaveProperty("a.a.a.a.a.a.a", "");
    expect(() => readMessageXml(nested(9))).toThrow("nested too deeply");
    expect(() => readMessageXml(nested(4), { maxDepth: 3 })).toThrow("nested too deeply");
  });

  it("reads 500 elements, the root included, and no more", () => {
    const many = (count: number) => `<xml>${"<a/>".repeat(count - 1)}</xml>`;
    expect(readMessageXml(many(500)).a).toHaveLength(499);
    expect(() => readMessageXml(many(501))).toThrow("too many");
  });

  it.each([
    ["100,000 nested tags", "<a>".repeat(100_000)],
    ["100,000 empty tags", "<a/>".repeat(100_000)],
    ["openings of CDATA", "<![CDATA[".repeat(50_000)],
    ["ends of CDATA", "]]>".repeat(100_000)],
    ["openings of tags", "<".repeat(300_000)],
    ["ampersands", "&".repeat(300_000)],
    ["a name without an end", `<${"a".repeat(300_000)}`],
    ["blanks in a tag", `<a${" ".repeat(300_000)}b>`],
    ["an XML declaration without an end", `<?xml ${" ".repeat(300_000)}`],
  ])("costs next to nothing on %s", (_, piece) => {
    const before = process.cpuUsage();
    const limits = { maxBytes: 1e6, maxElements: 1e6 };
    for (let i = 0; i < 10; i++) expect(() => readMessageXml(`<xml><a>${piece}`, limits)).toThrow(XmlError);
    expect(() => readMessageXml(piece, limits)).toThrow(XmlError);
    const { user } = process.cpuUsage(before);
    // A quadratic way through takes minutes.
    expect(user).toBeLessThan(5_000_000);
  });

  it("leaves prototypes alone and has none itself", () => {
    expect(() => readMessageXml(refused["an inner __proto__"] ?? "")).toThrow(XmlError);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    const { a } = readMessageXml("<xml><a><b>1</b></a></xml>");
    expect(Object.getPrototypeOf(a)).toBeNull();
    expect(Object.getPrototypeOf(readMessageXml("<xml/>"))).toBeNull();
  });
});

describe("readMessageXml", () => {
  it("reads nested and repeated elements", () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<xml>
  <Event><![CDATA[pic_weixin]]></Event>
  <SendPicsInfo><Count>2</Count>
    <PicList><item><PicMd5Sum>a</PicMd5Sum></item><item><PicMd5Sum>b</PicMd5Sum></item></PicList>
  </SendPicsInfo>
  <three>1</three><three>2</three><three><x>3</x></three>
</xml>
`;
    expect(readMessageXml(text)).toEqual({
      Event: "pic_weixin",
      SendPicsInfo: { Count: "2", PicList: { item: [{ PicMd5Sum: "a" }, { PicMd5Sum: "b" }] } },
      three: ["1", "2", { x: "3" }],
    });
  });

  it("keeps text as it was sent", () => {
    const text =
      "<xml><a> <![CDATA[ ]]]]><![CDATA[> <b> & \r\n]]>&lt;&#x1F48E;&#10;&amp;lt; </a><b ></b ><c /><d> </d></xml>";
    expect(readMessageXml(text)).toEqual({
      a: "  ]]> <b> & \r\n<💎\n&lt; ",
      b: "",
      c: "",
      d: " ",
    });
  });

  it("reads a byte order mark and an empty root", () => {
    expect(readMessageXml("\uFEFF<xml><a>1</a></xml>")).toEqual({ a: "1" });
    expect(readMessageXml("<xml/>")).toEqual({});
    expect(readMessageXml(" <xml>\n</xml>\n")).toEqual({});
  });

  it("reads what the reader of flat XML reads, as that does", () => {
    const pieces = fc.constantFrom(
      ..."<xml>|</xml>|<a>|</a>|<b>|</b>|<c/>|<![CDATA[|]]>|&amp;|&#9;|&|<|>| |x|宝|<!|/".split("|"),
    );
    const inner = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(""));
    const text = fc.oneof(
      inner,
      inner.map((part) => `<xml>${part}</xml>`),
      inner.map((part) => `<xml><a>${part}</a></xml>`),
    );
    let read = 0;
    fc.assert(
      fc.property(text, (xml) => {
        let flat: Record<string, string>;
        try {
          flat = parseXml(xml);
        } catch {
          return;
        }
        read += 1;
        expect(readMessageXml(xml)).toEqual(flat);
      }),
      { numRuns: 5000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it("throws nothing but XmlError", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        for (const xml of [text, `<xml>${text}</xml>`, `<xml><a>${text}</a></xml>`]) {
          try {
            readMessageXml(xml);
          } catch (error) {
            expect(error).toBeInstanceOf(XmlError);
          }
        }
      }),
    );
  });
});
