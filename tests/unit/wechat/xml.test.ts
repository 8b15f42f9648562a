import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildXml, parseXml, XmlError, xmlText } from "@/lib/wechat";

const refused: Record<string, string> = {
  "an empty text": "",
  "plain text": "hello",
  JSON: '{"a":1}',
  "an unclosed root": "<xml><a>1</a>",
  "mismatched tags": "<xml><a>1</b></xml>",
  "text after the root": "<xml><a>1</a></xml>x",
  "two roots": "<xml><a>1</a></xml><xml><b>1</b></xml>",
  "two empty roots": "<xml/><xml/>",
  "a root that closes twice": "<xml></xml></xml>",
  "another root": "<html><a>1</a></html>",
  "text instead of elements": "<xml>hello</xml>",
  "text between elements": "<xml>x<a>1</a></xml>",
  "a DOCTYPE": '<!DOCTYPE xml [<!ENTITY a "b">]><xml><a>&a;</a></xml>',
  "a DOCTYPE in small letters": "<!doctype xml><xml><a>1</a></xml>",
  "a DOCTYPE inside": "<xml><!DOCTYPE x><a>1</a></xml>",
  "an external entity":
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><a>&x;</a></xml>',
  "an entity declaration alone": '<!ENTITY x "y"><xml><a>1</a></xml>',
  "a DOCTYPE between comments that look like CDATA":
    "<!-- <![CDATA[ --><!DOCTYPE x><!-- ]]> --><xml><a>1</a></xml>",
  "a DOCTYPE behind CDATA in an attribute": '<xml a="<![CDATA["><!DOCTYPE x><b c="]]>"></b></xml>',
  "an unknown entity": "<xml><a>&x;</a></xml>",
  "a stray ampersand": "<xml><a>a & b</a></xml>",
  "a comment": "<xml><!-- x --><a>1</a></xml>",
  "a processing instruction": "<xml><?x y?><a>1</a></xml>",
  "an attribute": '<xml><a b="c">1</a></xml>',
  "an attribute of the root": '<xml a="b"><a>1</a></xml>',
  "a nested element": "<xml><a><b>1</b></a></xml>",
  "an empty nested element": "<xml><a><b/></a></xml>",
  "a repeated element": "<xml><a>1</a><a>2</a></xml>",
  "a repeated empty element": "<xml><a/><a/></xml>",
  "a tag in two halves around CDATA": "<xml><a<![CDATA[x]]>>1</a></xml>",
  "CDATA without an end": "<xml><a><![CDATA[x</a></xml>",
  ["__proto__"]: "<xml><__proto__>1</__proto__></xml>",
  constructor: "<xml><constructor>1</constructor></xml>",
  prototype: "<xml><prototype>1</prototype></xml>",
  "an impossible character reference": "<xml><a>&#xFFFFFFFF;</a></xml>",
};

describe("parseXml, bad input", () => {
  it.each(Object.entries(refused))("refuses %s", (_, text) => {
    expect(() => parseXml(text)).toThrow(XmlError);
  });

  it("refuses more bytes than allowed, not characters", () => {
    const text = `<xml><a>${"宝".repeat(10)}</a></xml>`;
    expect(() => parseXml(text, { maxBytes: text.length })).toThrow("too large");
    expect(parseXml(text, { maxBytes: Buffer.byteLength(text) }).a).toHaveLength(10);
    expect(() => parseXml(`<xml><a>${"x".repeat(64 * 1024)}</a></xml>`)).toThrow("too large");
  });

  it("leaves prototypes alone and has none itself", () => {
    expect(() => parseXml("<xml><__proto__><polluted>1</polluted></__proto__></xml>")).toThrow(XmlError);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(parseXml("<xml><a>1</a></xml>"))).toBeNull();
    expect(parseXml("<xml><a>1</a></xml>").toString).toBeUndefined();
  });

  it("keeps no state from a text that failed", () => {
    for (let i = 0; i < 5; i++) expect(() => parseXml("<xml><a>1")).toThrow(XmlError);
    expect({ ...parseXml("<xml><b>2</b></xml>") }).toEqual({ b: "2" });
  });

  it("answers hostile repetitions quickly", () => {
    const start = performance.now();
    for (const piece of ["<![CDATA[", "<a", "<a>", "</", "&", "<![CDATA[]]>", "<?xml "]) {
      const text = `<xml><a>${piece.repeat(60_000 / piece.length)}`;
      expect(() => parseXml(text)).toThrow(XmlError);
    }
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it("never throws anything but XmlError", () => {
    const pieces = fc.constantFrom(
      "<xml>",
      "</xml>",
      "<a>",
      "</a>",
      "<a/>",
      "<![CDATA[",
      "]]>",
      "&amp;",
      "&",
      "<",
      " ",
      "x",
      "<!",
      "\0",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        try {
          parseXml(parts.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(XmlError);
        }
      }),
    );
  });
});

describe("parseXml", () => {
  it("reads CDATA, bare text, entities and whitespace exactly as sent", () => {
    const text = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      "<xml>",
      "  <cdata><![CDATA[ a <b> & \n c ]]></cdata>",
      "  <bare> 1 </bare>",
      "  <escaped>&lt;&amp;&#23453;&#x77F3;</escaped>",
      "  <mixed>a<![CDATA[b]]>c</mixed>",
      "  <blank>  </blank><empty></empty><closed/><emptyCdata><![CDATA[]]></emptyCdata>",
      "</xml>",
    ].join("\n");
    expect({ ...parseXml(text) }).toEqual({
      cdata: " a <b> & \n c ",
      bare: " 1 ",
      escaped: "<&宝石",
      mixed: "abc",
      blank: "  ",
      empty: "",
      closed: "",
      emptyCdata: "",
    });
  });

  it("lets users write anything inside CDATA", () => {
    const attach = "<!DOCTYPE html><!-- hi --> <?php ?>";
    expect(parseXml(`<xml><attach><![CDATA[${attach}]]></attach></xml>`).attach).toBe(attach);
  });

  it("reads a byte order mark, an empty root and the root of refund notices", () => {
    expect({ ...parseXml("\uFEFF<xml><a>1</a></xml>") }).toEqual({ a: "1" });
    expect({ ...parseXml("<xml></xml>") }).toEqual({});
    expect({ ...parseXml("<root><a>1</a></root>", { root: "root" }) }).toEqual({ a: "1" });
    expect(() => parseXml("<xml><a>1</a></xml>", { root: "root" })).toThrow(XmlError);
  });

  it("reads a value longer than the parser's own buffer", () => {
    const long = "长".repeat(50_000);
    const xml = buildXml({ long, bare: 1 });
    expect(parseXml(xml, { maxBytes: 1_000_000 }).long).toBe(long);
  });
});

describe("buildXml", () => {
  it("writes text as CDATA, numbers bare, and leaves undefined out", () => {
    expect(buildXml({ a: "x", n: 0, u: undefined, e: "" })).toBe(
      "<xml><a><![CDATA[x]]></a><n>0</n><e><![CDATA[]]></e></xml>",
    );
    expect(buildXml({ a: "x" }, "root")).toBe("<root><a><![CDATA[x]]></a></root>");
  });

  it("splits the end of CDATA", () => {
    expect(buildXml({ a: "x]]>y" })).toBe("<xml><a><![CDATA[x]]]]><![CDATA[>y]]></a></xml>");
  });

  it("drops what XML cannot carry and what a reader would change", () => {
    expect(xmlText("a\u0000b\u000bc\ud800d\uffffe\r\nf\rg💎")).toBe("abcde\nf\ng💎");
    expect(buildXml({ a: "\u0001x" })).toBe("<xml><a><![CDATA[x]]></a></xml>");
  });

  it.each([
    [{ "a b": "1" }],
    [{ "": "1" }],
    [{ "1a": "1" }],
    [{ "a>": "1" }],
    [{ constructor: "1" }],
    [{ a: Number.NaN }],
    [{ a: Number.POSITIVE_INFINITY }],
  ])("refuses %j", (fields) => {
    expect(() => buildXml(fields)).toThrow(expect.objectContaining({ kind: "config" }));
  });

  it("is read back as it was written", () => {
    const name = fc
      .stringMatching(/^[a-z_][a-z0-9_]{0,10}$/)
      .filter((text) => text !== "__proto__" && text !== "constructor" && text !== "prototype");
    const nasty = fc
      .array(
        fc.constantFrom(
          "]]>",
          "]]",
          ">",
          "]",
          "<![CDATA[",
          "<!DOCTYPE x>",
          "&amp;",
          "\r\n",
          "\r",
          " ",
          "💎",
          "\u0000",
        ),
      )
      .map((parts) => parts.join(""));
    const value = fc.oneof(fc.string({ unit: "binary" }), nasty);
    fc.assert(
      fc.property(fc.dictionary(name, value), (fields) => {
        const expected = Object.fromEntries(
          Object.entries(fields).map(([key, text]) => [key, xmlText(text)]),
        );
        expect({ ...parseXml(buildXml(fields), { maxBytes: 1e6 }) }).toEqual(expected);
      }),
    );
  });
});
