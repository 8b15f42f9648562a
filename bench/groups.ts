import type { Job } from "./load";
import type { Group, Side } from "./measure";
import { notificationOf } from "./rows";
import type { Server } from "./servers";

const connections = 16;
const warmUp = { seconds: 0.2, warmUpSeconds: 1.5 };
const measured = { seconds: 2, warmUpSeconds: 0.3 };

/** A side that asks one address for a fixed time. */
function timed(name: string, server: Server, job: Omit<Job, "connections">): Side {
  return { name, server, job: (round) => ({ ...job, connections, ...(round < 0 ? warmUp : measured) }) };
}

/** How many payments are notified in a round; the warm-up has some too. */
export const paymentsInRound = 800;

/** The payments of a round; -1 is the warm-up. */
export const paymentsOf = (round: number): string[] =>
  Array.from({ length: paymentsInRound }, (_, index) => `bench${round + 1}N${index}`);

const xml = { "content-type": "text/xml" };
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
function notifications(shop: Server, bare: Server): Group {
  const url = `${shop.url}/wxpay/shop/callback`;
  const expect = "SUCCESS";
  const send = (name: string): Side => ({
    name,
    server: shop,
    job: (round) => ({
      url,
      headers: xml,
      bodies: paymentsOf(round).map(notificationOf),
      connections,
      expect,
    }),
  });
  const body = notificationOf("benchBare");
  return {
    ours: [send("notifications, each new"), send("the same notifications again")],
    bare: timed("a route that does one insert", bare, {
      url: `${bare.url}/insert`,
      headers: xml,
      body,
      expect,
    }),
  };
}

/** Everything that is compared. */
export const groups = async (shop: Server, bare: Server, cookie: string): Promise<Group[]> => [
  staticPages(shop, bare),
  compressedPages(shop, bare),
  personalPage(shop, bare, cookie),
  me(shop, bare, cookie),
  await jssdkScript(shop, bare),
  notifications(shop, bare),
];
