import type { Job, Post } from "./load";
import type { Group, Side } from "./measure";
import { v2Notice, v3Notice } from "./notices";
import { ensureOnce } from "./rows";
import type { Server } from "./servers";

const connections = 16;
const warmUp = { seconds: 0.2, warmUpSeconds: 1.5 };
const measured = { seconds: 2, warmUpSeconds: 0.3 };

/** A side that asks one address for a fixed time. */
function timed(name: string, server: Server, job: Omit<Job, "connections">): Side {
  return { name, server, job: (round) => ({ ...job, connections, ...(round < 0 ? warmUp : measured) }) };
}

/** How many payments are notified in a round; the warm-up has some too. */
const paymentsInRound = 800;

/** The interfaces over which payments are notified, and how. */
const notices: Readonly<Record<"v2" | "v3", (outTradeNo: string) => Post>> = { v2: v2Notice, v3: v3Notice };
type Api = keyof typeof notices;

const paymentsOf = (api: Api, round: number): string[] =>
  Array.from({ length: paymentsInRound }, (_, index) => `bench-${api}-${round + 1}-${index}`);

/** All payments of so many rounds, one round after the other; the warm-up is a round too. */
export const paymentsOfRounds = (rounds: number): string[][] =>
  Array.from({ length: rounds + 1 }, (_, index) => [
    ...paymentsOf("v2", index - 1),
    ...paymentsOf("v3", index - 1),
  ]);

const gzip = { "accept-encoding": "gzip" };

function staticPages(shop: Server, bare: Server): Group {
  const bareJob = { url: `${bare.url}/`, expect: "Bare" };
  return {
    ours: [
      timed("`/`, the catalogue", shop, { url: `${shop.url}/`, expect: "月光石" }),
      timed("`/products/moonstone`", shop, { url: `${shop.url}/products/moonstone`, expect: "月光石" }),
      timed("control: the bare page again", bare, bareJob),
    ],
    bare: timed("a static page", bare, bareJob),
  };
}

function compressedPages(shop: Server, bare: Server): Group {
  return {
    ours: [timed("`/`, compressed", shop, { url: `${shop.url}/`, headers: gzip, expect: "" })],
    bare: timed("a static page, compressed", bare, { url: `${bare.url}/`, headers: gzip, expect: "" }),
  };
}

function personalPage(shop: Server, bare: Server, cookie: string): Group {
  const headers = { cookie };
  return {
    ours: [timed("`/orders`, logged in", shop, { url: `${shop.url}/orders`, headers, expect: "待收货" })],
    bare: timed("a page that reads `headers()`", bare, {
      url: `${bare.url}/dynamic`,
      headers,
      expect: "localhost",
    }),
  };
}

function me(shop: Server, bare: Server, cookie: string): Group {
  const headers = { cookie };
  return {
    ours: [
      timed("`/api/me`, logged in", shop, { url: `${shop.url}/api/me`, headers, expect: '"cartCount":4' }),
    ],
    bare: timed("a JSON route", bare, { url: `${bare.url}/json`, headers, expect: "cartCount" }),
  };
}

/** Both answer with as many bytes, made from the request's headers; the shop's are signed as well. */
async function jssdkScript(shop: Server, bare: Server): Promise<Group> {
  const headers = { referer: `${shop.url}/products/moonstone` };
  const url = `${shop.url}/weixin-config.js`;
  const { byteLength } = await (await fetch(url, { headers })).arrayBuffer();
  return {
    ours: [timed("`/weixin-config.js`, warm", shop, { url, headers, expect: '"signature":' })],
    bare: timed("a route that answers as many bytes of JavaScript", bare, {
      url: `${bare.url}/script?bytes=${byteLength}`,
      headers,
      expect: "/products/moonstone",
    }),
  };
}

/** The second side of a round repeats what its first one sent. */
function notifications(api: Api, shop: Server, bare: Server): Group {
  const expect = "SUCCESS";
  const send = (name: string): Side => ({
    name,
    server: shop,
    job: (round) => ({
      url: `${shop.url}/wxpay/shop/callback`,
      posts: paymentsOf(api, round).map(notices[api]),
      connections,
      expect,
    }),
  });
  const post = notices[api]("bench-bare");
  return {
    ours: [send(`notifications of ${api}, each new`), send(`the same notifications of ${api} again`)],
    bare: timed("a route that does one insert", bare, { url: `${bare.url}/insert`, post, expect }),
    check: async (rounds) => {
      const count = (rounds + 1) * paymentsInRound;
      await ensureOnce(`bench-${api}-`, count);
      return `${count} payments of ${api}, each notified twice: each took effect once.`;
    },
  };
}

/** Everything that is compared. */
export const groups = async (shop: Server, bare: Server, cookie: string): Promise<Group[]> => [
  staticPages(shop, bare),
  compressedPages(shop, bare),
  personalPage(shop, bare, cookie),
  me(shop, bare, cookie),
  await jssdkScript(shop, bare),
  notifications("v2", shop, bare),
  notifications("v3", shop, bare),
];
