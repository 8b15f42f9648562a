import type { Job } from "./load";
import type { Group, Side } from "./measure";
import { notificationOf } from "./rows";

const connections = 16;
const warmUp = { seconds: 0.2, warmUpSeconds: 1.5 };
const measured = { seconds: 2, warmUpSeconds: 0.3 };

/** A side that asks one address for a fixed time. */
function timed(name: string, job: Omit<Job, "connections">): Side {
  return { name, job: (round) => ({ ...job, connections, ...(round < 0 ? warmUp : measured) }) };
}

/** How many payments are notified in a round; the warm-up has some too. */
export const paymentsInRound = 800;

/** The payments of a round; -1 is the warm-up. */
export const paymentsOf = (round: number): string[] =>
  Array.from({ length: paymentsInRound }, (_, index) => `bench${round + 1}N${index}`);

const xml = { "content-type": "text/xml" };
const gzip = { "accept-encoding": "gzip" };

function staticPages(shop: string, bare: string): Group {
  const bareJob = { url: `${bare}/`, expect: "Bare" };
  return {
    ours: [
      timed("`/`, the catalogue", { url: `${shop}/`, expect: "月光石" }),
      timed("`/products/moonstone`", { url: `${shop}/products/moonstone`, expect: "月光石" }),
      timed("control: the bare page again", bareJob),
    ],
    bare: timed("a static page", bareJob),
  };
}

function compressedPages(shop: string, bare: string): Group {
  return {
    ours: [timed("`/`, compressed", { url: `${shop}/`, headers: gzip, expect: "" })],
    bare: timed("a static page, compressed", { url: `${bare}/`, headers: gzip, expect: "" }),
  };
}

function personalPage(shop: string, bare: string, cookie: string): Group {
  const headers = { cookie };
  return {
    ours: [timed("`/orders`, logged in", { url: `${shop}/orders`, headers, expect: "待收货" })],
    bare: timed("a page that reads `headers()`", { url: `${bare}/dynamic`, headers, expect: "localhost" }),
  };
}

function me(shop: string, bare: string, cookie: string): Group {
  const headers = { cookie };
  return {
    ours: [timed("`/api/me`, logged in", { url: `${shop}/api/me`, headers, expect: '"cartCount":4' })],
    bare: timed("a JSON route", { url: `${bare}/json`, headers, expect: "cartCount" }),
  };
}

/** The second side of a round repeats what its first one sent. */
function notifications(shop: string, bare: string): Group {
  const url = `${shop}/wxpay/shop/callback`;
  const expect = "SUCCESS";
  const send = (name: string): Side => ({
    name,
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
    bare: timed("a route that does one insert", { url: `${bare}/insert`, headers: xml, body, expect }),
  };
}

/** Everything that is compared. */
export const groups = (shop: string, bare: string, cookie: string): Group[] => [
  staticPages(shop, bare),
  compressedPages(shop, bare),
  personalPage(shop, bare, cookie),
  me(shop, bare, cookie),
  notifications(shop, bare),
];
