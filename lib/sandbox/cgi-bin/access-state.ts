import { db } from "@/lib/db";
import { type AccountKind, accountKind, accountNames, sandboxAccounts } from "../accounts";
import { readAllowList } from "./allow-list";
import { monthlyLimit } from "./quota";
import { livingTickets } from "./ticket-book";
import { limits, livingTokens, uses } from "./token-book";
import { day, month } from "./usage";

/** What the console shows of the accounts' tokens and tickets. */

export interface LivingToken {
  /** access_token: by which issuer; ticket: of which type. */
  kind: "token" | "stable_token" | "jsapi" | "wx_card";
  value: string;
  account: AccountKind;
  /** 公众号, 网站应用 or 移动应用. */
  accountName: string;
  /** When it stops working. ISO 8601. */
  endsAt: string;
  /** A newer one took its place: it works only for the 5 minutes in between. */
  replaced: boolean;
}

export interface Quota {
  name: "token" | "force_refresh" | "clear_quota";
  used: number;
  limit: number;
}

export interface AccessState {
  living: LivingToken[];
  /** Of the official account: today's, and for clear_quota this month's. */
  quotas: Quota[];
  /** Empty: every address is allowed. */
  allowList: string[];
}

/** Tokens first, the newest of each first. */
export async function readAccess(): Promise<AccessState> {
  const [tokens, tickets, allowList, quotas] = await Promise.all([
    livingTokens(),
    livingTickets(),
    readAllowList(),
    readQuotas(),
  ]);
  const living = [
    ...tokens.map(({ token, issuer, appid, endsAt, expiresAt }) => ({
      kind: issuer === "token" ? ("token" as const) : ("stable_token" as const),
      value: token,
      ...accountOf(appid),
      endsAt: endsAt.toISOString(),
      replaced: endsAt < expiresAt,
    })),
    ...tickets.map(({ ticket, type, appid, expiresAt }) => ({
      kind: type === "wx_card" ? ("wx_card" as const) : ("jsapi" as const),
      value: ticket,
      ...accountOf(appid),
      endsAt: expiresAt.toISOString(),
      replaced: false,
    })),
  ];
  return { living, quotas, allowList };
}

function accountOf(appid: string): Pick<LivingToken, "account" | "accountName"> {
  const account = accountKind(appid) ?? "mp";
  return { account, accountName: accountNames[account] };
}

async function readQuotas(): Promise<Quota[]> {
  const rows = await db().sandboxUsage.findMany({
    where: { appid: sandboxAccounts.mp.appid, period: { in: [day(), month()] } },
  });
  const used = (name: string, limit: number): number =>
    Math.min(rows.find((row) => row.name === name)?.count ?? 0, limit);
  return [
    { name: "token", used: used(uses.token, limits.token), limit: limits.token },
    { name: "force_refresh", used: used(uses.forced, limits.forced), limit: limits.forced },
    { name: "clear_quota", used: used(uses.clearQuota, monthlyLimit), limit: monthlyLimit },
  ];
}
