import { vi } from "vitest";
import { POST as answerNotification } from "@/app/wxpay/[type]/callback/route";
import { setClockOffset } from "@/lib/clock";
import { config } from "@/lib/config";
import { db } from "@/lib/db";
import { answerHost } from "@/lib/sandbox/hosts";
import { openidOf, type PersonId } from "@/lib/sandbox/people";
import { freshDatabase } from "./database";
import { changeSettings } from "./settings";

type Route = (request: Request) => Promise<Response>;

/** Our own routes as a server would have them: what is called over HTTP is answered here, in this process. */
function routeOf(url: URL): Route | null {
  const [first, host = "", ...path] = url.pathname.slice(1).split("/");
  if (first === "sandbox") {
    return async (request) =>
      (await answerHost(host, `/${path.join("/")}`, request)) ?? new Response(null, { status: 404 });
  }
  const type = /^\/wxpay\/([^/]+)\/callback$/.exec(url.pathname)?.[1];
  if (!type) return null;
  return (request) => answerNotification(request, { params: Promise.resolve({ type }) });
}

/** What stands between the shop and WeChat in a test: called before a request goes on; may answer in its place. */
export type Interceptor = (request: Request) => Promise<Response | null>;

let intercept: Interceptor = async () => null;

/** Lets a test answer in WeChat's place: null lets the request go on to the sandbox. */
export function interceptWechat(interceptor: Interceptor): void {
  intercept = interceptor;
}

/** How many calls of the shop reached each of WeChat's addresses since the world was made. */
export const calls = new Map<string, number>();

async function localFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  const url = new URL(request.url);
  calls.set(url.pathname, (calls.get(url.pathname) ?? 0) + 1);
  const answered = await intercept(request.clone());
  if (answered) return answered;
  const route = url.origin === config().appUrl ? routeOf(url) : null;
  if (!route) throw new TypeError(`fetch failed: nothing listens at ${url.origin}${url.pathname}`);
  return route(request);
}

/** A fresh database, the sandbox on, the clock as it is, and every HTTP call answered in this process. */
export async function freshWorld(settings: Record<string, string | undefined> = {}): Promise<void> {
  changeSettings({ WECHAT_SANDBOX: "1", WXPAY_API: "v2", ...settings });
  setClockOffset(0);
  calls.clear();
  intercept = async () => null;
  await freshDatabase();
  vi.stubGlobal("fetch", localFetch);
}

/** A user who logged in inside WeChat as one of the sandbox's people. */
export async function makeUser(person: PersonId = "lin") {
  const appid = config().pay?.appid ?? "";
  const openid = openidOf(appid, person);
  const user = await db().user.create({ data: { identities: { create: { appid, openid } } } });
  return { ...user, openid, appid };
}

/** Where test orders go. */
export const shipping = {
  receiver: "林月",
  phone: "13800138000",
  region: "上海市 徐汇区",
  address: "月光路 1 号",
  note: "",
};

/** Sets a product's stock, for tests that need a certain one. */
export async function setStock(id: string, stock: number): Promise<void> {
  await db().product.update({ where: { id }, data: { stock } });
}

export const stockOf = async (id: string): Promise<number> =>
  (await db().product.findUniqueOrThrow({ where: { id } })).stock;
