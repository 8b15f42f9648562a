import { createHash } from "node:crypto";
import { now, nowMs } from "@/lib/clock";
import { db } from "@/lib/db";
import { nonceStr } from "@/lib/wechat/sign";
import { parseBeijingTime } from "@/lib/wechat/time";
import { billTypes } from "../books/bill-text";
import { dayBill, isDay } from "../books/bills";
import { readSetting, writeSetting } from "../settings";
import { hostUrl } from "../site";
import { refuse, succeed, type V3Answer } from "./answer";
import type { SignedCall } from "./call";
import { v3Sections } from "./sections";

/** The bill of a day: its digest is signed, its file is not. (WeChat Pay v3, trade bill) */

const section = v3Sections.bill;
const setting = "v3_bill:";
/** How long the address of a file is good. */
const linkMs = 5 * 60_000;

/** `GET /v3/bill/tradebill?bill_date=2026-01-31&bill_type=ALL`: where the file is, and its SHA-1. */
export async function tradeBill(call: SignedCall): Promise<V3Answer> {
  const asked = readQuery(call);
  if ("status" in asked) return asked;
  const { day, type } = asked;
  const text = await dayBill(day, type);
  if (text === null) return noBill(day);
  const token = await keep(text);
  const answer = {
    hash_type: "SHA1",
    hash_value: createHash("sha1").update(text).digest("hex"),
    download_url: hostUrl(call.host, `/v3/billdownload/file?token=${token}`),
  };
  return succeed(answer, `账单 ${day} ${type}`);
}

function readQuery({ query }: SignedCall): V3Answer | { day: string; type: (typeof billTypes)[number] } {
  const date = query.get("bill_date") ?? "";
  const day = date.replaceAll("-", "");
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !isDay(day)) {
    return wrong("bill_date", date, "bill_date 是 yyyy-MM-dd，北京时间的一天");
  }
  const named = query.get("bill_type") ?? "ALL";
  const type = billTypes.find((name) => name === named);
  if (!type) return wrong("bill_type", named, "bill_type 是 ALL、SUCCESS 或 REFUND");
  const packed = query.get("tar_type");
  if (packed !== null) return wrong("tar_type", packed, "沙箱的 V3 账单不压缩：不要写 tar_type");
  return { day, type };
}

const wrong = (field: string, value: string, issue: string): V3Answer =>
  refuse("PARAM_ERROR", `输入源“/query/${field}”${issue}`, {
    rule: issue,
    section,
    field,
    given: value,
    detail: { field: `/${field}`, value, issue, location: "query" },
  });

const hourMs = 3_600_000;

function noBill(day: string): V3Answer {
  const age = nowMs() - parseBeijingTime(`${day}000000`).getTime();
  const rule = "账单第二天 10 点以后才有，保留 3 个月；没有交易的日子没有账单";
  const why = { rule, section, field: "bill_date", given: day };
  const creating = age >= 24 * hourMs && age < 34 * hourMs;
  return creating
    ? refuse("STATEMENT_CREATING", "账单生成中", why)
    : refuse("NO_STATEMENT_EXIST", "账单文件不存在", why);
}

/** Keeps what the file will say: asked for again, it could be another. */
async function keep(text: string): Promise<string> {
  const ages = { startsWith: setting, lt: `${setting}${nowMs() - linkMs}` };
  await db().sandboxSetting.deleteMany({ where: { name: ages } });
  const token = `${now().getTime()}-${nonceStr(32)}`;
  await writeSetting(`${setting}${token}`, text);
  return token;
}

/** `GET /v3/billdownload/file?token=`: the file itself, which carries no signature. */
export async function billFile(call: SignedCall): Promise<V3Answer> {
  const token = call.query.get("token") ?? "";
  const text = /^\d+-\w+$/.test(token) ? await readSetting(`${setting}${token}`) : null;
  if (text === null) {
    const rule = "token 由申请账单得到，5 分钟内有效";
    return refuse("NOT_FOUND", "账单文件不存在或链接已过期", { rule, section, field: "token", given: token });
  }
  const told = { status: 200, body: text, outcome: "账单文件", ok: true, signed: false };
  return { ...told, why: { section }, contentType: "text/plain; charset=utf-8" };
}
