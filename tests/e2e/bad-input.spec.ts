import type { APIRequestContext } from "@playwright/test";
import { orderNow } from "./support/shopping";
import { expect, shopUrl, test } from "./support/test";

const form = (
  request: APIRequestContext,
  path: string,
  fields: Record<string, string> = {},
  origin = shopUrl(),
) => request.post(path, { form: fields, headers: { origin }, maxRedirects: 0 });

const cartCount = async (request: APIRequestContext) =>
  (await (await request.get("/api/me")).json()).cartCount;

for (const quantity of ["0", "-1", "1.5", "1000000000", "", "1e1"]) {
  test(`a quantity of ${JSON.stringify(quantity)} is refused with a sentence`, async ({ request }) => {
    const answer = await form(request, "/cart/items", { productId: "garnet", quantity });
    expect(answer.status()).toBe(422);
    expect(await answer.text()).toMatch(/数量|一次最多买/);
    expect(await cartCount(request)).toBe(0);
  });
}

test("an unknown product, a sold-out one and more than there are", async ({ request }) => {
  const unknown = await form(request, "/cart/items", { productId: "kryptonite", quantity: "1" });
  expect(unknown.status()).toBe(404);
  const soldOut = await form(request, "/cart/items", { productId: "opal", quantity: "1" });
  expect(soldOut.status()).toBe(409);
  expect(await soldOut.text()).toContain("售罄");
  const tooMany = await form(request, "/cart/items", { productId: "spinel", quantity: "2" });
  expect(tooMany.status()).toBe(409);
  expect(await cartCount(request)).toBe(0);
});

test("a form from another site changes nothing", async ({ request }) => {
  const answer = await form(
    request,
    "/cart/items",
    { productId: "garnet", quantity: "1" },
    "https://evil.example",
  );
  expect(answer.status()).toBe(403);
  expect(await cartCount(request)).toBe(0);
});

test("a form that is too large, or no form at all", async ({ request }) => {
  const large = await form(request, "/cart/items", { productId: "x".repeat(20_000) });
  expect(large.status()).toBe(413);
  const json = await request.post("/cart/items", {
    data: { productId: "garnet" },
    headers: { origin: shopUrl() },
  });
  expect(json.status()).toBe(422);
});

test("a script gets the refusal as JSON", async ({ request }) => {
  const answer = await request.post("/cart/items", {
    form: { productId: "opal" },
    headers: { origin: shopUrl(), accept: "application/json" },
  });
  expect(answer.status()).toBe(409);
  expect(await answer.json()).toMatchObject({ ok: false, message: expect.stringContaining("售罄") });
});

test("a stranger's order does not exist", async ({ wechatContext }) => {
  const owner = await wechatContext({ person: "lin" });
  const id = await orderNow(await owner.newPage(), "citrine");
  const stranger = await wechatContext({ person: "chen" });
  const page = await stranger.newPage();
  await page.goto("/login?next=/me");
  expect((await page.goto(`/orders/${id}`))?.status()).toBe(404);
  expect((await page.goto(`/orders/${id}/pay`))?.status()).toBe(404);
  expect((await form(stranger.request, `/orders/${id}/cancel`)).status()).toBe(404);
  expect((await form(stranger.request, `/api/payments/${id}/check`)).status()).toBe(404);
  const prepay = await stranger.request.post(`/api/orders/${id}/prepay`, {
    headers: { origin: shopUrl(), accept: "application/json" },
  });
  expect(prepay.status()).toBe(404);
  const mine = await owner.newPage();
  await mine.goto(`/orders/${id}`);
  await expect(mine.getByRole("heading", { name: "待付款" })).toBeVisible();
});

test("an address that is none is asked for again", async ({ wechatContext }) => {
  const context = await wechatContext();
  const page = await context.newPage();
  await page.goto("/login?next=/checkout?product=garnet");
  const fields = {
    product: "garnet",
    quantity: "1",
    receiver: "林月",
    region: "上海",
    address: "月光路",
    phone: "12",
  };
  const answer = await form(context.request, "/checkout/place", fields);
  expect(answer.status()).toBe(422);
  expect(await answer.text()).toContain("手机号");
});

for (const next of ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"]) {
  test(`a login that should lead to ${next} is refused`, async ({ request }) => {
    const answer = await request.get(`/login/mp?next=${encodeURIComponent(next)}`, { maxRedirects: 0 });
    expect(answer.status()).toBe(400);
    expect(await answer.text()).toContain("重新登录");
  });
}

const callbacks: [string, string, string][] = [
  ["without a state", "code=1", "登录没有完成"],
  ["with a state that is none", "code=1&state=short", "登录"],
  ["with a state that is not ours", `code=1&state=${"a".repeat(32)}`, "登录已经过期"],
];
for (const [what, query, words] of callbacks) {
  test(`a callback ${what} says so and offers to start again`, async ({ request }) => {
    const answer = await request.get(`/oauth/wechat/callback/mp?${query}`, { maxRedirects: 0 });
    expect(answer.status()).toBe(400);
    const text = await answer.text();
    expect(text).toContain(words);
    expect(text).toContain("重新登录");
  });
}

test("addresses that do not exist are 404", async ({ request }) => {
  for (const path of ["/products/kryptonite", "/nowhere", "/login/other", "/oauth/wechat/callback/other"]) {
    expect((await request.get(path)).status(), path).toBe(404);
  }
  expect((await request.post("/wxpay/unknown/callback", { data: "<xml/>" })).status()).toBe(404);
});

test("the cron address wants its secret", async ({ request }) => {
  expect((await request.post("/api/cron/reconcile")).status()).toBe(401);
  const wrong = { authorization: "Bearer wrong" };
  expect((await request.post("/api/cron/reconcile", { headers: wrong })).status()).toBe(401);
});

test("a forged notification over HTTP gets WeChat's FAIL", async ({ request }) => {
  const answer = await request.post("/wxpay/shop/callback", {
    data: "<xml><return_code>SUCCESS</return_code></xml>",
    headers: { "content-type": "text/xml" },
  });
  expect(answer.status()).toBe(400);
  expect(await answer.text()).toContain("<return_code><![CDATA[FAIL]]></return_code>");
});

test("a login page that should lead elsewhere says so", async ({ request }) => {
  const answer = await request.get("/login?next=//evil.example");
  expect(answer.status()).toBe(400);
  expect(answer.url()).toContain("/login/qrcode");
});

test("characters that no keyboard has are refused, in fields and in addresses", async ({ request }) => {
  const field = await form(request, "/cart/items", { productId: "garnet\u0000", quantity: "1" });
  expect(field.status()).toBe(422);
  for (const path of ["/products/a%00", "/products/%27%20or%201"]) {
    expect((await request.get(path)).status(), path).toBe(404);
  }
});

test("a code is only made of an address of this shop", async ({ request }) => {
  expect((await request.get("/api/qr?path=/orders")).status()).toBe(200);
  for (const path of ["//evil.example", "https://evil.example", `/${"x".repeat(3000)}`]) {
    expect((await request.get(`/api/qr?path=${encodeURIComponent(path)}`)).status(), path).toBe(400);
  }
});

test("a cookie that is no session is no error", async ({ request }) => {
  for (const value of ["garbage", "Fe26.2*1*2*3*4*5*6*7~2"]) {
    const answer = await request.get("/api/me", { headers: { cookie: `moonstone_session=${value}` } });
    expect(await answer.json()).toEqual({ loggedIn: false, cartCount: 0 });
  }
});
