import { randomBytes } from "node:crypto";
import QRCode from "qrcode";
import { now } from "@/lib/clock";
import { db, isDuplicate } from "@/lib/db";
import { nonceStr } from "@/lib/wechat/sign";
import { sections } from "./explanation";
import { record } from "./ledger";

/** The official account's QR codes, each with a scene. */

export interface AccountQrCode {
  ticket: string;
  /** What the code says. */
  url: string;
  /** The number or the text. */
  scene: string;
  /** Whether the scene is a text. */
  named: boolean;
  /** Null for a permanent one. */
  expiresAt: Date | null;
}

export interface NewQrCode {
  scene: string;
  named: boolean;
  /** How long it lives; null for ever. */
  seconds: number | null;
}

const prefix = "http://weixin.qq.com/q/";

/** Makes a code. A permanent one of the same scene is the same code again. */
export async function createQrCode({ scene, named, seconds }: NewQrCode): Promise<AccountQrCode> {
  if (seconds !== null) return enter({ scene, named }, new Date(now().getTime() + seconds * 1000));
  const known = await db().sandboxQrCode.findFirst({ where: { scene, named, expiresAt: null } });
  return known ?? enter({ scene, named }, null);
}

async function enter(
  scene: { scene: string; named: boolean },
  expiresAt: Date | null,
): Promise<AccountQrCode> {
  const url = `${prefix}02${nonceStr(20)}`;
  const data = { ticket: newTicket(url), url, ...scene, createdAt: now(), expiresAt };
  try {
    return await db().sandboxQrCode.create({ data });
  } catch (error) {
    if (isDuplicate(error)) return enter(scene, expiresAt);
    throw error;
  }
}

/** As WeChat's: Base64 with `+`, `/` and `=` in it, which has to be encoded in an address. */
function newTicket(url: string): string {
  const body = Buffer.concat([Buffer.from([0x81, 0x07]), randomBytes(8), Buffer.from(`\u0001(${url}\u0002`)]);
  return Buffer.concat([body, randomBytes(16)]).toString("base64");
}

const isAlive = ({ expiresAt }: { expiresAt: Date | null }): boolean =>
  expiresAt === null || expiresAt > now();

/** Whether a text is what a code of the account says, be it alive or over. */
export const isAccountCode = (text: string): boolean => text.startsWith(prefix);

/** The code that says this; null for one that never was, or is over. */
export async function codeOf(url: string): Promise<AccountQrCode | null> {
  const row = await db().sandboxQrCode.findUnique({ where: { url } });
  return row && isAlive(row) ? row : null;
}

const pictureAddress = "https://mp.weixin.qq.com/cgi-bin/showqrcode";

/**
 * GET mp.weixin.qq.com/cgi-bin/showqrcode: the picture, or 404. PNG, while WeChat gives a JPEG.
 * (QR codes with a scene, picture)
 */
export async function qrCodePicture(query: URLSearchParams): Promise<Response> {
  const ticket = query.get("ticket") ?? "";
  const row = await db().sandboxQrCode.findUnique({ where: { ticket } });
  if (row && isAlive(row)) {
    const png = await QRCode.toBuffer(row.url, { width: 430, margin: 2, errorCorrectionLevel: "M" });
    return new Response(new Uint8Array(png), {
      headers: { "content-type": "image/png", "cache-control": "max-age=3600" },
    });
  }
  await recordRefusal(ticket, row?.expiresAt ?? null);
  return new Response(null, { status: 404, headers: { "cache-control": "no-store" } });
}

async function recordRefusal(ticket: string, expiredAt: Date | null): Promise<void> {
  const advice = ticket.includes(" ")
    ? "ticket 里的 + 变成了空格：放进地址前要 UrlEncode"
    : "ticket 用 qrcode/create 返回的原样，放进地址前要 UrlEncode";
  const rule = expiredAt ? `这个二维码已在 ${expiredAt.toISOString()} 失效` : "没有这个 ticket";
  await record({
    direction: "page",
    method: "GET",
    address: pictureAddress,
    request: `GET /cgi-bin/showqrcode?ticket=${ticket}`,
    answer: "",
    httpStatus: 404,
    outcome: rule,
    ok: false,
    why: { rule, section: sections.qrcodePicture, field: "ticket", given: ticket, advice },
    durationMs: 0,
  });
}
