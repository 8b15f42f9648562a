import { db } from "@/lib/db";
import { type AccountKind, accountKind, accountNames, sandboxAccounts } from "../accounts";
import { recentTickets, validTickets } from "../cgi-bin/ticket-book";
import type { Variant } from "./attempt";

/** What may sign a page, and what programs take for it. */

const { mp } = sandboxAccounts;
const looked = 30;

/** The tickets with which a page of the shop may be signed now, the newest first. (jsapi_ticket) */
export async function rightTickets(): Promise<string[]> {
  return (await validTickets(mp.appid, "jsapi")).map((row) => row.ticket);
}

/** Everything else that a program may have put in the ticket's place. */
export async function wrongTickets(): Promise<Variant[]> {
  const [tickets, tokens, grants] = await Promise.all([
    recentTickets(looked),
    db().sandboxToken.findMany({ orderBy: { createdAt: "desc" }, take: looked, select: { token: true } }),
    db().sandboxGrant.findMany({
      where: { accessToken: { not: null } },
      orderBy: { createdAt: "desc" },
      take: looked,
      select: { accessToken: true },
    }),
  ]);
  return [
    ...tickets.map(ticketVariant),
    ...tokens.map(({ token }) => tokenVariant(token, "cgi-bin 的")),
    ...grants.flatMap(({ accessToken }) => (accessToken ? [tokenVariant(accessToken, "网页授权的")] : [])),
    ...constants(),
  ];
}

function ticketVariant(row: { ticket: string; appid: string; type: string }): Variant {
  const { ticket: value, appid, type } = row;
  if (type !== "jsapi") {
    const text = `用的是 type=${type} 的 api_ticket：签名要用 type=jsapi 的 jsapi_ticket`;
    return { mistake: "card-ticket", text, value };
  }
  if (appid !== mp.appid) {
    const kind = accountKind(appid);
    const owner = kind ? accountNames[kind] : appid;
    const text = `用的是${owner}的 jsapi_ticket：要用页面所属公众号（${mp.appid}）的`;
    return { mistake: "other-account", text, value };
  }
  const text = "用的 jsapi_ticket 已经失效：它 7200 秒有效，要和 access_token 一样集中缓存、提前更新";
  return { mistake: "expired-ticket", text, value };
}

const tokenVariant = (value: string, whose: string): Variant => ({
  mistake: "access-token",
  text: `把${whose} access_token 当作 ticket 签了：还要用它调 cgi-bin/ticket/getticket?type=jsapi 换 jsapi_ticket`,
  value,
});

function constants(): Variant[] {
  const kinds: readonly AccountKind[] = ["mp", "qrcode", "mobile"];
  const secrets = kinds.flatMap((kind) => [
    { value: sandboxAccounts[kind].secret, name: `${accountNames[kind]}的 AppSecret` },
    { value: sandboxAccounts[kind].appid, name: `${accountNames[kind]}的 appid` },
  ]);
  const nothing = ["", "undefined", "null", "None", "[object Object]", "[object Promise]"].map((value) => ({
    value,
    name: `“${value}”（ticket 没取到，或忘了 await）`,
  }));
  return [...secrets, ...nothing].map(({ value, name }) => ({
    mistake: "no-ticket",
    text: `用的 ticket 是${name}：要用 cgi-bin/ticket/getticket?type=jsapi 的 ticket`,
    value,
  }));
}
