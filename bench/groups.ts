import type { Job, Post } from "./load";
import type { Group, Side } from "./measure";
import { type Mode, textMessage } from "./messages";
import { v2Notice, v3Notice } from "./notices";
import { ensureAnswered, ensureOnce } from "./rows";
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

/** How many people write at once. */
const chatting = 32;
const messagesInRound = 1600;
/** Of whom a server has heard before, by its name: no two rounds send one message. */
const sent = new Map<string, number>();

/** New messages, the next ones that this server has not had. */
function newMessages(mode: Mode, name: string): Post[] {
  const from = sent.get(name) ?? 0;
  sent.set(name, from + messagesInRound);
  const first = (mode === "plain" ? 1_000_000 : 2_000_000) + from;
  return Array.from({ length: messagesInRound }, (_, index) => textMessage(mode, first + index));
}

/** Each message is new: taken down, handled, its answer taken down, and sent. */
function messages(mode: Mode, robot: Server, bare: Server, express: Server): Group {
  const post = textMessage(mode, 0);
  // In safe mode the answer cannot be read from outside.
  const expect = mode === "plain" ? "月光宝石" : "<Encrypt>";
  const side = (name: string, server: Server, url: string): Side => ({
    name,
    server,
    job: () => ({ url, posts: newMessages(mode, name), connections: chatting, expect }),
  });
  const echo = { url: `${bare.url}/echo`, post, connections: chatting, expect: "<xml>" };
  return {
    ours: [
      side(`messages in ${mode} mode, each new`, robot, `${robot.url}/wechat`),
      side(`express and wechat, ${mode} mode`, express, `${express.url}/${mode}`),
    ],
    bare: {
      name: "a route that echoes the body",
      server: bare,
      job: (round) => ({ ...echo, ...(round < 0 ? warmUp : measured) }),
    },
    check: async () => {
      const ours = sent.get(`messages in ${mode} mode, each new`) ?? 0;
      await ensureAnswered(
        mode === "plain" ? ours : ours + (sent.get("messages in plain mode, each new") ?? 0),
      );
      return `${ours} messages in ${mode} mode: each was taken down and answered once.`;
    },
  };
}

export type Servers = { shop: Server; plain: Server; bare: Server; express: Server };

/** Everything that is compared. `plain` is the shop as well, without an AES key. */
export const groups = async ({ shop, plain, bare, express }: Servers, cookie: string): Promise<Group[]> => [
  staticPages(shop, bare),
  compressedPages(shop, bare),
  personalPage(shop, bare, cookie),
  me(shop, bare, cookie),
  await jssdkScript(shop, bare),
  notifications("v2", shop, bare),
  notifications("v3", shop, bare),
  messages("plain", plain, bare, express),
  messages("safe", shop, bare, express),
];
