import { describe, expect, it } from "vitest";
import { BadXml, childNode, childText, parseTree } from "@/lib/sandbox/chat/xml-tree";
import { buildXml } from "@/lib/wechat/xml";

const text = (inner: string) => childText(parseTree(`<xml><a>${inner}</a></xml>`), "a");

describe("the XML of an answer", () => {
  it.each([
    ["plain", "plain"],
    ["<![CDATA[<b>&amp;]] >]]>", "<b>&amp;]] >"],
    ["<![CDATA[a]]]]><![CDATA[>b]]>", "a]]>b"],
    ["&lt;&gt;&amp;&quot;&apos;&#65;&#x6708;", "<>&\"'A月"],
    ["", ""],
    [" \n", " \n"],
  ])("reads %j", (inner, expected) => {
    expect(text(inner)).toBe(expected);
  });

  it("may have a declaration, a byte order mark and blanks around it", () => {
    expect(parseTree('\uFEFF<?xml version="1.0"?>\n<xml><a/>\n</xml>\n')).toMatchObject({
      name: "xml",
      children: [{ name: "a", children: [], text: "" }],
    });
  });

  it.each([
    ["nothing", ""],
    ["text", "success"],
    ["two roots", "<xml></xml><xml></xml>"],
    ["text behind", "<xml></xml>x"],
    ["a DOCTYPE", "<!DOCTYPE xml><xml></xml>"],
    ["an entity", '<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>'],
    ["an unknown entity", "<xml>&nbsp;</xml>"],
    ["a lone ampersand", "<xml>a & b</xml>"],
    ["a character that is none", "<xml>&#x110000;</xml>"],
    ["a comment", "<xml><!-- a --></xml>"],
    ["an attribute", '<xml><a b="c"/></xml>'],
    ["a wrong end", "<xml><a></b></xml>"],
    ["no end", "<xml><a>"],
    ["an end too many", "<xml></xml></xml>"],
    ["CDATA without an end", "<xml><![CDATA[a</xml>"],
    ["text between elements", "<xml>a<b/></xml>"],
    ["too deep", `${"<xml>".repeat(20)}${"</xml>".repeat(20)}`],
  ])("refuses %s", (_name, xml) => {
    expect(() => parseTree(xml)).toThrow(BadXml);
  });

  it("refuses many openings without an end", () => {
    const long = "<![CDATA[".repeat(20_000);
    expect(() => parseTree(`<xml>${long}`)).toThrow(BadXml);
  });

  it("names a child only when there is one", () => {
    const root = parseTree("<xml><a>1</a><b>1</b><b>2</b><c><d>1</d></c></xml>");
    expect([childText(root, "a"), childText(root, "b"), childText(root, "c")]).toEqual(["1", null, null]);
    expect(childNode(root, "c")?.children).toHaveLength(1);
    expect(childNode(root, "e")).toBeNull();
  });
});

it("what is written is read again", () => {
  const xml = buildXml({ A: "]]><x>&", B: 7, C: 9007199254740993n, D: { E: ["1", "2"] }, F: undefined });
  expect(xml).toBe(
    "<xml><A><![CDATA[]]]]><![CDATA[><x>&]]></A><B>7</B><C>9007199254740993</C><D><E><![CDATA[1]]></E><E><![CDATA[2]]></E></D></xml>",
  );
  expect(childText(parseTree(xml), "A")).toBe("]]><x>&");
});
