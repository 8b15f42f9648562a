import { beforeEach, describe, expect, it } from "vitest";
import { publishFirstMenu } from "@/app/sandbox/first-menu";
import { now } from "@/lib/clock";
import { config } from "@/lib/config";
import { db } from "@/lib/db";
import { shopMenu } from "@/lib/shop/menu";
import { accountView, menuView, publishMenu, withdrawMenu } from "@/lib/shop/official-account";
import { makeProductCode, productCodes } from "@/lib/shop/product-codes";
import { wxclient } from "@/lib/weixin";
import { calls, freshWorld, interceptWechat } from "@/tests/support/world";
import { later } from "./notices-support";

/** What the operator sees and does of the official account, with the sandbox as WeChat. */

const broken = (errcode: number) => async (request: Request) =>
  /\/cgi-bin\/(menu|qrcode)\//.test(request.url) ? Response.json({ errcode, errmsg: "no" }) : null;
const called = (path: string) => calls.get(`/sandbox/api.weixin.qq.com${path}`) ?? 0;

beforeEach(() => freshWorld());

describe("the menu", () => {
  it("is not there at first, and ours is shown beside", async () => {
    const view = await menuView();
    expect(view).toMatchObject({ published: null, same: false, problem: null });
    expect(view.ours.map(({ name }) => name)).toEqual(shopMenu().map(({ name }) => name));
    expect(view.ours[0]).toEqual({
      name: "逛商店",
      type: "view",
      target: "http://localhost:3000/",
      below: [],
    });
    expect(view.ours[2]?.below[0]).toMatchObject({ type: "scancode_waitmsg", target: "SCAN" });
  });

  it("is published as it is written, and known again", async () => {
    await publishMenu();
    const view = await menuView();
    expect(view).toMatchObject({ same: true, problem: null });
    expect(view.published).toEqual(view.ours);
  });

  it("that differs is said to", async () => {
    await wxclient().menuCreate([{ name: "别的", type: "click", key: "OTHER" }]);
    const view = await menuView();
    expect(view).toMatchObject({
      same: false,
      published: [{ name: "别的", type: "click", target: "OTHER" }],
    });
  });

  it("is withdrawn", async () => {
    await publishMenu();
    await withdrawMenu();
    expect((await menuView()).published).toBeNull();
  });

  it("of a sandbox that starts is ours, but only where there is none", async () => {
    await publishFirstMenu();
    expect((await menuView()).same).toBe(true);
    await wxclient().menuCreate([{ name: "别的", type: "click", key: "OTHER" }]);
    await publishFirstMenu();
    expect((await menuView()).published).toMatchObject([{ name: "别的" }]);
  });
});

describe("while WeChat is away, or refuses", () => {
  it("the menu's place says so, and ours is still shown", async () => {
    interceptWechat(async () => {
      throw new TypeError("fetch failed");
    });
    const view = await menuView();
    expect(view).toMatchObject({
      published: null,
      same: false,
      problem: expect.stringContaining("没有连上微信"),
    });
    expect(view.ours).toHaveLength(3);
  });

  it("a refusal is told with its number", async () => {
    interceptWechat(broken(48001));
    expect((await menuView()).problem).toContain("48001");
    const refusal = { code: "wechat_unavailable", status: 502, message: expect.stringContaining("48001") };
    await expect(publishMenu()).rejects.toMatchObject(refusal);
    await expect(withdrawMenu()).rejects.toMatchObject(refusal);
    await expect(makeProductCode("opal")).rejects.toMatchObject(refusal);
    expect((await productCodes()).every(({ picture }) => picture === null)).toBe(true);
  });
});

describe("the endpoint", () => {
  it("is shown without its secrets", async () => {
    const view = await accountView();
    expect(view).toMatchObject({
      appid: config().auth.mp?.appid,
      endpoint: { url: "http://localhost:3000/wechat", mode: "safe" },
      api: "template",
      templates: [
        { kind: "paid", id: config().notices.templates.paid },
        { kind: "shipped", id: config().notices.templates.shipped },
        { kind: "refunded", id: config().notices.templates.refunded },
      ],
    });
    for (const secret of [config().robot?.token, config().robot?.aesKey, config().auth.mp?.secret])
      expect(JSON.stringify(view)).not.toContain(secret);
  });

  it("in plain mode says so", async () => {
    await freshWorld({ WEROBOT_MODE: "plain" });
    expect((await accountView()).endpoint?.mode).toBe("plain");
    await freshWorld({ WEROBOT_MODE: undefined });
  });

  it("counts who follows now, of this account alone", async () => {
    const before = (await accountView()).followers;
    const appid = config().auth.mp?.appid ?? "";
    const row = { since: now(), follows: true };
    await db().follower.createMany({
      data: [
        { appid, openid: "one", ...row },
        { appid, openid: "gone", ...row, follows: false },
        { appid: "wx0000000000000000", openid: "one", ...row },
      ],
    });
    expect((await accountView()).followers).toBe(before + 1);
  });
});

describe("a product's code", () => {
  const codeOf = async (id: string) => (await productCodes()).find(({ productId }) => productId === id);

  it("is not made before it is asked for", async () => {
    const codes = await productCodes();
    expect(codes).toHaveLength(await db().product.count());
    expect(codes.every(({ picture, expiresAt }) => picture === null && expiresAt === null)).toBe(true);
    expect(called("/cgi-bin/qrcode/create")).toBe(0);
  });

  it("carries the product's scene, has a picture, and is made once", async () => {
    await makeProductCode("opal");
    const code = await codeOf("opal");
    expect(await db().sandboxQrCode.findMany()).toMatchObject([{ scene: "product:opal", named: true }]);
    expect(code?.picture).toMatch(
      /^http:\/\/localhost:3000\/sandbox\/mp\.weixin\.qq\.com\/cgi-bin\/showqrcode\?ticket=/,
    );
    const picture = await fetch(code?.picture ?? "");
    expect([picture.status, picture.headers.get("content-type")]).toEqual([
      200,
      expect.stringMatching(/^image\//),
    ]);
    await productCodes();
    expect(called("/cgi-bin/qrcode/create")).toBe(1);
    expect((await codeOf("pearl"))?.picture).toBeNull();
  });

  it("lasts for 30 days", async () => {
    await makeProductCode("opal");
    const days = 24 * 60 * 60;
    later(30 * days - 60);
    expect((await codeOf("opal"))?.picture).not.toBeNull();
    later(120);
    expect(await codeOf("opal")).toMatchObject({ picture: null, expiresAt: null });
  });

  it.each(["nothing", "../opal", "a\u0000b", "", "x".repeat(65)])("of %j is none", async (id) => {
    await expect(makeProductCode(id)).rejects.toMatchObject({ code: "unknown_product" });
    expect(called("/cgi-bin/qrcode/create")).toBe(0);
  });

  it("of another account is none of this one", async () => {
    await makeProductCode("opal");
    await db().keyValue.updateMany({
      where: { key: { contains: "product-code" } },
      data: { key: "account:product-code:wx0000000000000000:opal" },
    });
    expect((await codeOf("opal"))?.picture).toBeNull();
  });

  it("that cannot be read is none", async () => {
    await makeProductCode("opal");
    await db().keyValue.updateMany({ where: { key: { contains: "product-code" } }, data: { value: "{" } });
    expect((await codeOf("opal"))?.picture).toBeNull();
  });
});
