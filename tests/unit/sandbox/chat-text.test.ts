import { expect, test } from "vitest";
import { isWebAddress, piecesOf, withFaces } from "@/app/sandbox/chat/rich-text";

const text = (text: string) => ({ kind: "text", text });
const link = (text: string, href: string) => ({ kind: "link", text, href });

test("a link leads to its address, in either kind of quotes", () => {
  expect(piecesOf('去<a href="https://shop.example/?a=1&amp;b=2">商店</a>看看')).toEqual([
    text("去"),
    link("商店", "https://shop.example/?a=1&b=2"),
    text("看看"),
  ]);
  expect(piecesOf("<a class=x href='http://shop.example/'>店</a>")).toEqual([
    link("店", "http://shop.example/"),
  ]);
});

test.each([
  ["a script", '<a href="javascript:alert(1)">点</a>'],
  ["a script in other letters", '<a href="JaVaScRiPt:alert(1)">点</a>'],
  ["a script after a space", '<a href=" javascript:alert(1)">点</a>'],
  ["data", '<a href="data:text/html,x">点</a>'],
  ["an address without a scheme", '<a href="//shop.example/">点</a>'],
  ["no address", "<a href>点</a>"],
  ["an address that is none", '<a href="http://[">点</a>'],
])("%s is no link: it stays text as it came", (_name, given) => {
  expect(piecesOf(given)).toEqual([text(given)]);
});

test("other tags are text", () => {
  const given = "<b>粗</b><img src=x onerror=alert(1)><script>alert(1)</script>";
  expect(piecesOf(given)).toEqual([text(given)]);
});

test("an address in a text is a link up to the sentence's end", () => {
  expect(piecesOf("见 https://shop.example/a?b=1。好")).toEqual([
    text("见 "),
    link("https://shop.example/a?b=1", "https://shop.example/a?b=1"),
    text("。好"),
  ]);
  expect(piecesOf("(https://shop.example/a).")).toEqual([
    text("("),
    link("https://shop.example/a", "https://shop.example/a"),
    text(")."),
  ]);
});

test("several links keep their order, lines and spaces between them", () => {
  const pieces = piecesOf('一\n<a href="http://a.example/">甲</a>  <a href="http://b.example/">乙</a>\n二');
  expect(pieces).toEqual([
    text("一\n"),
    link("甲", "http://a.example/"),
    text("  "),
    link("乙", "http://b.example/"),
    text("\n二"),
  ]);
});

test("a mini program's link names its appid and path, and leads nowhere else", () => {
  const given =
    '<a data-miniprogram-appid="wx1" data-miniprogram-path="pages/a" href="http://a.example">进</a>';
  expect(piecesOf(given)).toEqual([{ kind: "miniprogram", text: "进", appid: "wx1", path: "pages/a" }]);
});

test("nothing is nothing", () => {
  expect(piecesOf("")).toEqual([]);
});

test("only addresses of the web count", () => {
  expect(isWebAddress("HTTPS://shop.example")).toBe(true);
  expect(isWebAddress("ftp://shop.example")).toBe(false);
  expect(isWebAddress("shop.example")).toBe(false);
});

test("WeChat's faces are drawn, other brackets stay", () => {
  expect(withFaces("好[微笑][强]")).toBe("好🙂👍");
  expect(withFaces("[订单] [constructor] [toString] []")).toBe("[订单] [constructor] [toString] []");
});
