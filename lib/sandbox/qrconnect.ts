import QRCode from "qrcode";
import { now } from "@/lib/clock";
import { db } from "@/lib/db";
import { nonceStr } from "@/lib/wechat/sign";
import { accountKind, sandboxAccounts } from "./accounts";
import { isState } from "./authorize";
import { type Explanation, sections } from "./explanation";
import { createCode, secondsFromNow } from "./grants";
import { record } from "./ledger";
import { isPersonId, type PersonId, personById } from "./people";
import { firstValue, type RawParam, rawParams, withParams } from "./raw-query";
import { checkDomain, hostUrl } from "./site";

/** https://open.weixin.qq.com/connect/qrconnect: a desktop page shows a QR code, a phone scans and confirms it. */

export interface Scan {
  uuid: string;
  appid: string;
  redirectUri: string;
  state: string | null;
  scope: string;
  status: "waiting" | "scanned" | "confirmed" | "refused" | "expired";
  personId: PersonId | null;
  /** What the QR code says: the page that a phone opens. */
  qrText: string;
  /** The picture of the QR code, and the address that the page asks again and again. */
  imageUrl: string;
  pollUrl: string;
  /** ISO 8601. */
  expiresAt: string;
}

export interface OpenedScan extends Scan {
  /** The page goes to `before + code + after` on 405, and to `denied` on 403. */
  callback: { before: string; after: string; denied: string };
}

export type ScanOpening = { ok: true; scan: OpenedScan } | { ok: false; text: string; why: Explanation };

const address = "https://open.weixin.qq.com/connect/qrconnect";
const section = sections.qrconnect;
const lifetimeSeconds = 5 * 60;

/**
 * Checks the request and makes a QR code for it. The order of the parameters is not checked here: WeChat's own
 * wxLogin.js uses another one. (Website application, step 1)
 */
export async function openScan(query: string | URLSearchParams): Promise<ScanOpening> {
  const params = rawParams(query);
  const refusal = checkQrconnect(params);
  const asked = `${address}?${query.toString().replace(/^\?/, "")}`;
  if (refusal) {
    await recordPage(asked, refusal.text, refusal.text, refusal.why, false);
    return { ok: false, ...refusal };
  }
  const redirectUri = firstValue(params, "redirect_uri") ?? "";
  const state = firstValue(params, "state") ?? null;
  const row = await db().sandboxScan.create({
    data: {
      uuid: nonceStr(16),
      appid: sandboxAccounts.qrcode.appid,
      redirectUri,
      state,
      scope: "snsapi_login",
      createdAt: now(),
      expiresAt: secondsFromNow(lifetimeSeconds),
    },
  });
  const scan = toScan(row);
  const notes = checkDomain(redirectUri).portForgiven
    ? ["redirect_uri 带端口：真实的微信不接受，沙箱放过端口，因为本机的程序都有端口"]
    : [];
  await recordPage(asked, scan.qrText, "二维码 5 分钟内有效，等人来扫", { section, notes }, true);
  return { ok: true, scan: { ...scan, callback: callbackOf(redirectUri, state) } };
}

function callbackOf(redirectUri: string, state: string | null): OpenedScan["callback"] {
  // The code has only letters and digits, so it can be put in afterwards.
  const [before = "", after = ""] = withParams(redirectUri, { code: "CODE-GOES-HERE", state }).split(
    "CODE-GOES-HERE",
  );
  return { before, after, denied: withParams(redirectUri, { state }) };
}

function checkQrconnect(params: RawParam[]): { text: string; why: Explanation } | null {
  const value = (name: string): string => firstValue(params, name) ?? "";
  const appid = value("appid");
  if (accountKind(appid) !== "qrcode") {
    const rule = "扫码登录要用网站应用的 appid，不是公众号的";
    const why = { section, rule, field: "appid", expected: sandboxAccounts.qrcode.appid, given: appid };
    return { text: "AppID 参数错误", why };
  }
  const domain = checkDomain(value("redirect_uri"));
  if (!domain.ok) {
    const rule = "redirect_uri 的域名必须与网站应用的授权回调域完全一致";
    const why = { section, rule, field: "redirect_uri", expected: domain.expected, given: domain.given };
    return { text: "redirect_uri 参数错误", why };
  }
  const scope = value("scope");
  if (!scope.split(",").includes("snsapi_login")) {
    const rule = "网站应用的 scope 是 snsapi_login";
    const why = { section, rule, field: "scope", expected: "snsapi_login", given: scope };
    return { text: "Scope 参数错误或没有 Scope 权限", why };
  }
  // An embedded code comes from wxLogin.js, which leaves response_type out.
  if (value("response_type") !== "code" && value("login_type") !== "jssdk") {
    const rule = "response_type 固定为 code";
    const why = { section, rule, field: "response_type", expected: "code", given: value("response_type") };
    return { text: "response_type 参数错误", why };
  }
  if (isState(value("state"))) return null;
  const rule = "state 只能有 a-zA-Z0-9，最多 128 字节";
  return { text: "state 参数错误", why: { section, rule, field: "state", given: value("state") } };
}

async function recordPage(
  request: string,
  answer: string,
  outcome: string,
  why: Explanation | undefined,
  ok: boolean,
): Promise<void> {
  const entry = { direction: "page" as const, method: "GET", address, httpStatus: 200, durationMs: 0 };
  await record({ ...entry, request, answer, outcome, why, ok });
}

type Row = NonNullable<Awaited<ReturnType<ReturnType<typeof db>["sandboxScan"]["findUnique"]>>>;

const toScan = (row: Row): Scan => ({
  uuid: row.uuid,
  appid: row.appid,
  redirectUri: row.redirectUri,
  state: row.state,
  scope: row.scope,
  status: statusOf(row),
  personId: isPersonId(row.personId) ? row.personId : null,
  qrText: hostUrl("open.weixin.qq.com", `/connect/confirm?uuid=${row.uuid}`),
  imageUrl: hostUrl("open.weixin.qq.com", `/connect/qrcode/${row.uuid}`),
  pollUrl: hostUrl("lp.open.weixin.qq.com", `/connect/l/qrconnect?uuid=${row.uuid}`),
  expiresAt: row.expiresAt.toISOString(),
});

function statusOf(row: Row): Scan["status"] {
  if (row.status === "confirmed" || row.status === "refused") return row.status;
  if (row.expiresAt <= now()) return "expired";
  return row.status === "scanned" ? "scanned" : "waiting";
}

/** A QR code by its uuid; null for a stranger's. */
export async function readScan(uuid: string): Promise<Scan | null> {
  const row = await db().sandboxScan.findUnique({ where: { uuid } });
  return row && toScan(row);
}

const errcodes = { waiting: 408, scanned: 404, refused: 403, confirmed: 405, expired: 402 } as const;

/** How far it is, in WeChat's numbers: 408 waiting, 404 scanned, 403 refused, 405 confirmed, 402 expired or unknown. */
export async function scanStatus(
  uuid: string,
): Promise<{ errcode: 408 | 404 | 403 | 405 | 402; code: string }> {
  const row = await db().sandboxScan.findUnique({ where: { uuid } });
  if (!row) return { errcode: 402, code: "" };
  const status = statusOf(row);
  return { errcode: errcodes[status], code: status === "confirmed" ? (row.code ?? "") : "" };
}

const stepMs = 250;

/**
 * The answer that the page waits for: held back while nothing new happens.
 * @param last `404` when the page knows already that the code was scanned
 * @param holdMs how long to hold it at most; machine time, since a browser waits on it
 */
export async function pollAnswer(uuid: string, last: string | null, holdMs = 4_000): Promise<string> {
  const rounds = Math.floor(holdMs / stepMs);
  for (let round = 0; ; round += 1) {
    const { errcode, code } = await scanStatus(uuid);
    const nothingNew = errcode === 408 || (errcode === 404 && last === "404");
    if (!nothingNew || round >= rounds) {
      // A scan that is known already is no news: WeChat then answers that it still waits.
      const told = errcode === 404 && last === "404" ? 408 : errcode;
      return `window.wx_errcode=${told};window.wx_code='${code}';`;
    }
    await new Promise((resolve) => setTimeout(resolve, stepMs));
  }
}

/** The QR code as SVG; null for a stranger's uuid. */
export async function qrcodeSvg(uuid: string): Promise<string | null> {
  const scan = await readScan(uuid);
  return scan && QRCode.toString(scan.qrText, { type: "svg", margin: 1, errorCorrectionLevel: "M" });
}

/** A phone looks at the code. @returns the scan, or null when it is unknown, over, or in another person's hands */
export async function markScanned(uuid: string, personId: PersonId): Promise<Scan | null> {
  await db().sandboxScan.updateMany({
    where: { uuid, status: "waiting", expiresAt: { gt: now() } },
    data: { status: "scanned", personId },
  });
  const scan = await readScan(uuid);
  return scan?.status === "scanned" && scan.personId === personId ? scan : null;
}

/**
 * The person who scanned it allows the login, or does not; the first answer counts.
 * @returns the scan as it is now, or null when it was not theirs to answer
 */
export async function confirmScan(uuid: string, personId: PersonId, allow: boolean): Promise<Scan | null> {
  const scan = await readScan(uuid);
  if (scan?.status !== "scanned" || scan.personId !== personId) return null;
  const code = allow ? await createCode({ appid: scan.appid, scope: scan.scope, personId }) : null;
  const { count } = await db().sandboxScan.updateMany({
    where: { uuid, status: "scanned", personId },
    data: { status: allow ? "confirmed" : "refused", code },
  });
  if (count === 0) return null;
  const who = personById(personId)?.nickname ?? personId;
  const outcome = allow
    ? `${who}确认登录，code 10 分钟内有效`
    : `${who}拒绝登录：回调地址没有 code，只有 state`;
  await recordPage(scan.qrText, `wx_errcode=${allow ? 405 : 403}`, outcome, undefined, true);
  return readScan(uuid);
}
