import { createHash } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { createCode, exchange } from "@/lib/sandbox/grants";
import {
  hash,
  invalid,
  iphone,
  noncestr,
  putTicket,
  sandboxWithTicket,
  string1,
  ticket,
  timestamp,
  url,
  verify,
} from "./jssdk-support";
import { lastCall, mp, qrcode, wait } from "./support";

describe("a wrong signature has a reason", () => {
  beforeAll(sandboxWithTicket);

  const bare = "http://localhost:3000/products/moonstone";
  const wrong: [name: string, signature: string, mistake: string, field: string | undefined][] = [
    ["with #…", hash(string1({ u: `${url}#wechat_redirect` })), "fragment", "url"],
    ["without the query", hash(string1({ u: bare })), "query-left-out", "url"],
    [
      "without one parameter",
      hash(string1({ u: `${bare}?from=singlemessage` })),
      "parameter-left-out",
      "url",
    ],
    ["URL-encoded", hash(string1({ u: encodeURIComponent(url) })), "url-encoded", "url"],
    ["escaped for HTML", hash(string1({ u: url.replace("&", "&amp;") })), "html-escaped", "url"],
    ["https in place of http", hash(string1({ u: url.replace("http:", "https:") })), "scheme", "url"],
    ["an extra slash", hash(string1({ u: url.replace("?", "/?") })), "trailing-slash", "url"],
    ["without scheme and host", hash(string1({ u: url.slice(21) })), "url-relative", "url"],
    [
      "behind a proxy",
      hash(string1({ u: url.replace("localhost:3000", "127.0.0.1:3000") })),
      "origin",
      "url",
    ],
    ["without the port", hash(string1({ u: url.replace(":3000", "") })), "origin", "url"],
    ["the shop's front page", hash(string1({ u: "http://localhost:3000/" })), "other-page", "url"],
    ["no address at all", hash(string1({ u: "undefined" })), "url-missing", "url"],
    ["a line break after the address", hash(string1({ u: `${url}\n` })), "whitespace", "url"],
    ["nonceStr in the text", hash(string1().replace("noncestr", "nonceStr")), "nonce-name", "noncestr"],
    ["timeStamp in the text", hash(string1().replace("timestamp", "timeStamp")), "renamed", "timestamp"],
    ["another nonce", hash(string1({ n: "undefined" })), "nonce", "noncestr"],
    ["the timestamp in ms", hash(string1({ s: "1790000000777" })), "timestamp-ms", "timestamp"],
    ["another timestamp", hash(string1({ s: "1789999970" })), "timestamp", "timestamp"],
    ["upper case", hash(string1()).toUpperCase(), "upper-case", undefined],
    ["a blank at the end", `${hash(string1())} `, "whitespace", undefined],
    ["MD5", hash(string1(), "md5"), "algorithm", undefined],
    ["SHA-256", hash(string1(), "sha256"), "algorithm", undefined],
    ["SHA-512", hash(string1(), "sha512"), "algorithm", undefined],
    ["Base64", createHash("sha1").update(string1()).digest("base64"), "algorithm", undefined],
    ["the values alone", hash(ticket + noncestr + timestamp + url), "values-only", undefined],
    ["an & at the end", hash(`${string1()}&`), "joining", undefined],
    [
      "unsorted",
      hash(`noncestr=${noncestr}&jsapi_ticket=${ticket}&timestamp=${timestamp}&url=${url}`),
      "order",
      undefined,
    ],
    ["the AppSecret as ticket", hash(string1({ t: mp.secret })), "no-ticket", "jsapi_ticket"],
    ["no ticket", hash(string1({ t: "undefined" })), "no-ticket", "jsapi_ticket"],
  ];
  it.each(wrong)("%s", async (_name, signature, mistake, field) => {
    expect(await verify({ signature })).toEqual(invalid);
    const { why } = await lastCall();
    expect(why?.diagnosis?.mistake).toBe(mistake);
    expect(why?.diagnosis?.field).toBe(field);
    expect(why?.advice).toBe(why?.diagnosis?.text);
    expect(why).toMatchObject({ expected: hash(string1()), given: signature });
  });

  it("also in the way an address is written", async () => {
    const odd = "http://localhost:3000/Stones/%E6%9C%88?b=%20x&a=1";
    const cases: [string, string][] = [
      [encodeURI(odd), "url-encoded"],
      [decodeURI(odd), "url-decoded"],
      [odd.toLowerCase(), "url-case"],
      ["http://localhost:3000/Stones/%E6%9C%88?a=1&b=%20x", "parameter-order"],
      [odd.replace("?", "/?"), "trailing-slash"],
    ];
    for (const [u, mistake] of cases) {
      expect(await verify({ url: odd, signature: hash(string1({ u })) })).toEqual(invalid);
      expect((await lastCall()).why?.diagnosis?.mistake).toBe(mistake);
    }
  });

  it("when the timestamp was sent in ms and signed in seconds", async () => {
    const signature = hash(string1());
    expect(await verify({ timestamp: "1790000000123", signature })).toEqual(invalid);
    expect((await lastCall()).why?.diagnosis).toMatchObject({ mistake: "timestamp-ms" });
  });

  it("unless nobody could guess it", async () => {
    expect(await verify({ signature: "0".repeat(40) })).toEqual(invalid);
    const { why } = await lastCall();
    expect(why?.diagnosis).toBeNull();
    expect(why?.advice).toContain("常见的错误都对不上");
  });
});

describe("a ticket that is not the right one", () => {
  beforeEach(sandboxWithTicket);

  it("when another ticket was used", async () => {
    await putTicket("card", 7200, mp.appid, "wx_card");
    await putTicket("website", 7200, qrcode.appid);
    await db().sandboxToken.create({
      data: {
        token: "88_global",
        appid: mp.appid,
        issuer: "token",
        createdAt: new Date(),
        expiresAt: new Date(),
        endsAt: new Date(),
      },
    });
    const code = await createCode({ appid: mp.appid, scope: "snsapi_base", personId: "lin" });
    const tokens = await exchange(code);
    const cases: [string, string, RegExp][] = [
      ["card", "card-ticket", /wx_card/],
      ["website", "other-account", /网站应用/],
      ["88_global", "access-token", /cgi-bin 的/],
      [tokens?.accessToken ?? "", "access-token", /网页授权的/],
    ];
    for (const [t, mistake, text] of cases) {
      expect(await verify({ signature: hash(string1({ t })) })).toEqual(invalid);
      const { why } = await lastCall();
      expect(why?.diagnosis).toMatchObject({ mistake, field: "jsapi_ticket" });
      expect(why?.diagnosis?.text).toMatch(text);
    }
  });

  it("two at once: an old ticket and a foreign address", async () => {
    wait(7201);
    await putTicket("fresh", 14_400);
    expect(await verify({ signature: hash(string1({ u: url.replace("http:", "https:") })) })).toEqual(
      invalid,
    );
    const { why } = await lastCall();
    expect(why?.diagnosis?.text).toMatch(/协议.*另外.*失效/);
  });
});

describe("another page of the shop was signed", () => {
  beforeEach(sandboxWithTicket);

  const here = "http://localhost:3000/cart";
  const landing = "http://localhost:3000/?a=1";
  const signed = (u: string) => ({ url: here, signature: hash(string1({ u })) });

  it("on Android, where the page was loaded", async () => {
    expect(await verify({ ...signed(landing), landing: `${landing}#top` })).toEqual(invalid);
    const { why } = await lastCall();
    expect(why?.diagnosis).toMatchObject({ mistake: "landing-page", field: "url" });
    expect(why?.advice).toContain("安卓按当前地址验证");
  });

  it.each([
    ["told by the page", { href: `${landing}#/x` }, {}],
    ["told by the browser", {}, { referer: landing }],
  ])("on an iPhone, where the page is now, %s", async (_name, body, headers) => {
    expect(await verify({ ...signed(landing), ...body }, { "user-agent": iphone, ...headers })).toEqual(
      invalid,
    );
    const { why } = await lastCall();
    expect(why?.diagnosis).toMatchObject({ mistake: "current-page" });
    expect(why?.advice).toContain("iOS 按打开页面时的地址");
  });

  it("that was configured before", async () => {
    const earlier = "http://localhost:3000/orders/7?tab=1";
    expect(await verify({ url: earlier, signature: hash(string1({ u: earlier })) })).toMatchObject({
      ok: true,
    });
    expect(await verify(signed(earlier))).toEqual(invalid);
    const { why } = await lastCall();
    expect(why?.diagnosis).toMatchObject({ mistake: "other-page" });
    expect(why?.advice).toContain(earlier);
  });

  it("with its own fragment", async () => {
    expect(await verify({ ...signed(`${here}#/deep`), href: `${here}#/deep` })).toEqual(invalid);
    expect((await lastCall()).why?.diagnosis?.mistake).toBe("fragment");
  });
});
