import { now } from "@/lib/clock";
import { db } from "@/lib/db";
import { log } from "@/lib/log";
import type { Explanation } from "./explanation";

/** The ledger: every call between the shop, WeChat and the visitors' browsers. */

/** in: the shop called WeChat; out: WeChat called the shop; page: a browser or a phone. */
export type Direction = "in" | "out" | "page";

export interface LedgerEntry {
  direction: Direction;
  method: string;
  /** Absolute, as WeChat has it: `https://api.mch.weixin.qq.com/pay/unifiedorder`. */
  address: string;
  /** Raw. */
  request: string;
  /** Raw. */
  answer: string;
  /** 0 when no answer came. */
  httpStatus: number;
  /** One line. */
  outcome: string;
  ok: boolean;
  why?: Explanation | undefined;
  durationMs: number;
}

/** WeChat Pay's two interfaces. */
export type PayApi = "v2" | "v3";

export interface CallSummary {
  id: number;
  /** ISO 8601. */
  at: string;
  direction: Direction;
  method: string;
  address: string;
  httpStatus: number;
  outcome: string;
  ok: boolean;
  hasWhy: boolean;
  /** null for what is not WeChat Pay's. */
  api: PayApi | null;
  durationMs: number;
}

export interface CallDetail extends CallSummary {
  request: string;
  answer: string;
  why: Explanation | null;
}

const kept = 500;
const longest = 64 * 1024;
const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** Writes an entry; a ledger that cannot be written never spoils the call itself. */
export async function record(entry: LedgerEntry): Promise<void> {
  const { why, request, answer, ...rest } = entry;
  try {
    const { id } = await db().sandboxCall.create({
      data: {
        ...rest,
        request: cut(request),
        answer: cut(answer),
        why: why ? JSON.stringify(why) : null,
        at: now(),
        durationMs: Math.round(rest.durationMs),
      },
      select: { id: true },
    });
    // Not each time: the cap need not be sharp.
    if (id % 20 === 0) await db().sandboxCall.deleteMany({ where: { id: { lte: id - kept } } });
  } catch (error) {
    log.warn("sandbox.ledger_failed", { error });
  }
}

type Row = Awaited<ReturnType<ReturnType<typeof db>["sandboxCall"]["findMany"]>>[number];

/** By the address for the shop's calls, by what is said for WeChat's notifications and for the phone. */
function apiOf({
  direction,
  address,
  request,
}: Pick<Row, "direction" | "address" | "request">): PayApi | null {
  const merchant = /^https:\/\/api2?\.mch\.weixin\.qq\.com(\/v3\/)?/.exec(address);
  if (merchant) return merchant[1] ? "v3" : "v2";
  if (direction === "out") return /^\s*<xml\b/.test(request) ? "v2" : payV3Notice.test(request) ? "v3" : null;
  if (!address.includes("getBrandWCPayRequest")) return null;
  return /"signType":\s*"RSA"/.test(request) ? "v3" : /"signType"/.test(request) ? "v2" : null;
}

const payV3Notice = /^wechatpay-|"resource_type"\s*:/im;

const summary = (row: Row): CallSummary => ({
  id: row.id,
  at: row.at.toISOString(),
  direction: row.direction as Direction,
  method: row.method,
  address: row.address,
  httpStatus: row.httpStatus,
  outcome: row.outcome,
  ok: row.ok,
  hasWhy: row.why !== null,
  api: apiOf(row),
  durationMs: row.durationMs,
});

/** The newest calls after `after`, newest first. */
export async function listCalls(after = 0, limit = 100): Promise<CallSummary[]> {
  const rows = await db().sandboxCall.findMany({
    where: { id: { gt: after } },
    orderBy: { id: "desc" },
    take: Math.min(limit, kept),
  });
  return rows.map(summary);
}

/** One call with everything that was said; null when it is not, or no longer, there. */
export async function readCall(id: number): Promise<CallDetail | null> {
  const row = await db().sandboxCall.findUnique({ where: { id } });
  if (!row) return null;
  const why: Explanation | null = row.why ? JSON.parse(row.why) : null;
  return { ...summary(row), request: row.request, answer: row.answer, why };
}

/** The number of the newest call; 0 before the first. */
export async function lastCallId(): Promise<number> {
  const row = await db().sandboxCall.findFirst({ orderBy: { id: "desc" }, select: { id: true } });
  return row?.id ?? 0;
}

/** Takes every entry away. */
export async function clearLedger(): Promise<void> {
  await db().sandboxCall.deleteMany();
}
