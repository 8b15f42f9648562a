import { WechatError } from "../errors";
import { parseBeijingTime } from "../time";
import type { Bill, BillRow } from "./types";

/** The columns that are read, by their titles; of several titles the first that a bill has. */
const titles = {
  at: ["退款申请时间", "交易时间"],
  paidAt: ["交易时间"],
  out_trade_no: ["商户订单号"],
  transaction_id: ["微信订单号"],
  openid: ["用户标识"],
  trade_type: ["交易类型"],
  trade_state: ["交易状态"],
  // What the order cost; the older titles are of bills before coupons were told apart.
  total_fee: ["订单金额", "总金额", "应结订单金额"],
  out_refund_no: ["商户退款单号"],
  refund_id: ["微信退款单号"],
  refund_fee: ["申请退款金额", "退款金额"],
  refund_status: ["退款状态"],
} as const;

const states: ReadonlySet<string> = new Set<BillRow["trade_state"]>(["SUCCESS", "REFUND", "REVOKED"]);
/** The one column whose text the shop chooses and that may hold what separates the others. */
const freeText = "商品名称";
const totalsBegin = "总交易单数";

type Raw = Readonly<Record<string, string>>;

/**
 * Reads a trade bill, which looks the same over v2 and v3: a line of titles, a line for each payment and refund with a
 * back-quote before every value, and at the end the titles and values of the totals. Amounts in it are yuan; here they
 * are fen. (WeChat Pay v2, download bill; v3, trade bill)
 * @throws WechatError kind `malformed`, code BILL, outcome unknown, for any line that cannot be read without guessing
 */
export function parseBill(text: string): Bill {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  const [header = "", ...rest] = lines;
  const totalsAt = rest.findIndex((line) => line.startsWith(totalsBegin));
  if (!header.includes("交易时间") || totalsAt === -1) throw unreadable("titles or totals");
  const columns = titleCells(header);
  const rows = rest.slice(0, totalsAt).map((line, index) => rowOf(columns, line, index + 2));
  const [totalTitles = "", totalValues = "", ...more] = rest.slice(totalsAt);
  if (more.length > 0) throw unreadable("what follows the totals");
  return { rows, totals: named(titleCells(totalTitles), totalValues, "the totals"), text };
}

const titleCells = (line: string): string[] => line.split(",").map((title) => title.trim().replace(/^`/, ""));

function rowOf(columns: readonly string[], line: string, number: number): BillRow {
  const where = `line ${number}`;
  const raw = named(columns, line, where);
  const cell = (name: keyof typeof titles): string => {
    const title = titles[name].find((candidate) => raw[candidate] !== undefined && raw[candidate] !== "");
    return title === undefined ? "" : (raw[title] ?? "");
  };
  const trade_state = cell("trade_state");
  if (!isState(trade_state)) throw unreadable(`the state in ${where}`);
  const ofRefund = trade_state !== "SUCCESS";
  return {
    at: moment(cell(ofRefund ? "at" : "paidAt"), where),
    out_trade_no: required(cell("out_trade_no"), where),
    transaction_id: required(cell("transaction_id"), where),
    openid: cell("openid"),
    trade_type: cell("trade_type"),
    trade_state,
    total_fee: fen(required(cell("total_fee"), where), where),
    out_refund_no: ofRefund ? noneAsEmpty(cell("out_refund_no")) : "",
    refund_id: ofRefund ? noneAsEmpty(cell("refund_id")) : "",
    refund_fee: ofRefund ? fen(cell("refund_fee") || "0", where) : 0,
    refund_status: ofRefund ? cell("refund_status") : "",
    raw,
  };
}

const isState = (text: string): text is BillRow["trade_state"] => states.has(text);

/** WeChat writes 0 for a number that there is not. */
const noneAsEmpty = (text: string): string => (text === "0" ? "" : text);

function named(columns: readonly string[], line: string, where: string): Raw {
  if (!line.startsWith("`")) throw unreadable(where);
  const cells = fitted(line.slice(1).split(",`"), columns);
  if (cells.length !== columns.length) throw unreadable(`the number of values in ${where}`);
  return Object.fromEntries(columns.map((title, index) => [title, (cells[index] ?? "").trim()]));
}

/** A product's name that has the separator in it makes too many values; all of the surplus is the name's. */
function fitted(cells: string[], columns: readonly string[]): string[] {
  const surplus = cells.length - columns.length;
  const at = columns.indexOf(freeText);
  if (surplus <= 0 || at === -1) return cells;
  const name = cells.slice(at, at + surplus + 1).join(",`");
  return [...cells.slice(0, at), name, ...cells.slice(at + surplus + 1)];
}

/** `2016-07-25 15:26:26` in Beijing. */
function moment(text: string, where: string): Date {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) throw unreadable(`the time in ${where}`);
  try {
    return parseBeijingTime(text.replace(/\D/g, ""));
  } catch {
    throw unreadable(`the time in ${where}`);
  }
}

/** Yuan as text to fen, without a float in between. */
function fen(text: string, where: string): number {
  const [, yuan = "", cents = ""] = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  if (yuan === "") throw unreadable(`an amount in ${where}`);
  return Number(yuan) * 100 + Number(cents.padEnd(2, "0"));
}

function required(text: string, where: string): string {
  if (text === "") throw unreadable(`what is missing in ${where}`);
  return text;
}

const unreadable = (what: string) =>
  new WechatError(`The bill cannot be read: ${what}`, {
    code: "BILL",
    kind: "malformed",
    outcome: "unknown",
  });
