import { nowMs } from "@/lib/clock";
import { sandboxAccounts } from "../accounts";
import * as books from "../books/red-packs";
import { sections } from "../explanation";
import { isPersonId, type PersonId, personByOpenid } from "../people";
import { type PayAnswer, refuse, succeed } from "./answers";
import type { CallRules, PayCall, PayRequest } from "./envelope";
import { checkFieldRules } from "./field-rules";
import { comparable } from "./order-book";
import { perform } from "./perform";
import { groupFields, normalFields } from "./red-pack-fields";
import { yuan } from "./texts";

/** Sends red packs. (WeChat Pay v2, cash red packs) */

type Kind = "NORMAL" | "GROUP";

const sectionOf = (kind: Kind) => (kind === "NORMAL" ? sections.redPack : sections.groupRedPack);

const named = ["mch_billno", "send_name", "re_openid", "total_amount", "total_num"];
const told = ["wishing", "act_name", "remark"];

const rulesOf = (kind: Kind): CallRules => ({
  required: [...named, ...told, kind === "NORMAL" ? "client_ip" : "amt_type"],
  optional: ["scene_id", "risk_info", "client_ip"],
  section: sectionOf(kind),
  certificate: true,
  answers: "unsigned",
  accounts: { appid: "wxappid", mchId: "mch_id" },
});

const normalRules = rulesOf("NORMAL");
const groupRules = rulesOf("GROUP");

/** `POST /mmpaymkttransfers/sendredpack`: one for a person. */
export function sendRedPack(request: PayRequest): Promise<PayAnswer> {
  return perform(request, normalRules, async (call) => {
    const refused = checkFieldRules(call, normalFields, sections.redPack) ?? checkNormalAmount(call);
    return refused ?? receive(call, "NORMAL");
  });
}

/** `POST /mmpaymkttransfers/sendgroupredpack`: several, for a person to share out. */
export function sendGroupRedPack(request: PayRequest): Promise<PayAnswer> {
  return perform(request, groupRules, async (call) => {
    const refused = checkFieldRules(call, groupFields, sections.groupRedPack) ?? checkGroupAmount(call);
    return refused ?? checkHour(call) ?? receive(call, "GROUP");
  });
}

const smallest = 100;
const largest = 20_000;

function checkNormalAmount(call: PayCall): PayAnswer | null {
  const amount = Number(call.fields.total_amount);
  if ((amount >= smallest && amount <= largest) || call.fields.scene_id) return null;
  return refuse(call, "MONEY_LIMIT", "红包金额发放限制", {
    rule: "没有 scene_id 的红包是 1 元到 200 元",
    section: sections.redPack,
    field: "total_amount",
    given: `${yuan(amount)} 元`,
    advice: "单位是分；低于 1 元或高于 200 元的红包要在商户平台开通，并传 scene_id",
  });
}

const largestGroup = 100_000;

function checkGroupAmount(call: PayCall): PayAnswer | null {
  const [amount, count] = [Number(call.fields.total_amount), Number(call.fields.total_num)];
  const average = amount / count;
  if (amount <= largestGroup && average >= smallest && average <= largest) return null;
  return refuse(call, "MONEY_LIMIT", "红包金额发放限制", {
    rule: "裂变红包一共 1 元到 1000 元，平均每个 1 元到 200 元",
    section: sections.groupRedPack,
    field: "total_amount",
    given: `${yuan(amount)} 元，${count} 个`,
  });
}

/** Group red packs are not sent at night, in Beijing. */
function checkHour(call: PayCall): PayAnswer | null {
  const hour = new Date(nowMs() + 8 * 3600 * 1000).getUTCHours();
  if (hour >= 8) return null;
  return refuse(call, "TIME_LIMITED", "企业红包的发送时间受限", {
    rule: "北京时间 0 点到 8 点不发裂变红包",
    section: sections.groupRedPack,
    given: `${hour} 点`,
  });
}

async function receive(call: PayCall, kind: Kind): Promise<PayAnswer> {
  const { wxappid = "", re_openid = "", mch_billno = "" } = call.fields;
  const section = sectionOf(kind);
  if (wxappid !== sandboxAccounts.mp.appid) {
    const why = {
      rule: "红包用公众号的 appid 发，不能用移动应用的",
      section,
      field: "wxappid",
      given: wxappid,
    };
    return refuse(call, "ILLEGAL_APPID", "错误传入了app的appid", why);
  }
  const person = personByOpenid(wxappid, re_openid);
  if (!person || !isPersonId(person.id)) {
    const rule = "re_openid 要属于 wxappid";
    return refuse(call, "OPENID_ERROR", "Openid错误", {
      rule,
      section,
      field: "re_openid",
      given: re_openid,
    });
  }
  const known = await books.findRedPack(mch_billno);
  return known ? repeat(call, kind, known) : send(call, kind, person.id);
}

async function send(call: PayCall, kind: Kind, personId: PersonId): Promise<PayAnswer> {
  const { fields } = call;
  const sent = await books.sendRedPack({
    mchBillno: fields.mch_billno ?? "",
    appid: fields.wxappid ?? "",
    openid: fields.re_openid ?? "",
    personId,
    type: kind,
    amount: Number(fields.total_amount),
    count: Number(fields.total_num),
    sendName: fields.send_name ?? "",
    wishing: fields.wishing ?? "",
    actName: fields.act_name ?? "",
    remark: fields.remark ?? "",
    request: JSON.stringify(comparable(fields)),
  });
  // Of two at once with one number the second may be another red pack.
  if ("pack" in sent) return repeat(call, kind, sent.pack, "红包已发出");
  const [code, text, rule] = refusals[sent.refusal];
  return refuse(call, code, text, { rule, section: sectionOf(kind), field: "total_amount" });
}

const refusals: Readonly<Record<books.RedPackRefusal, readonly [code: string, text: string, rule: string]>> =
  {
    risk: ["NO_AUTH", "发放失败，此请求可能存在风险，已被微信拦截", "控制台安排的故障：微信认为有风险"],
    poor: ["NOTENOUGH", "余额不足", "商户余额不够：充值以后用原来的单号再发"],
    too_many_today: [
      "SENDNUM_LIMIT",
      "该用户今日领取红包个数超过限制",
      `一个人一天最多 ${books.mostPerDay} 个红包`,
    ],
    too_much_today: [
      "RCVDAMOUNT_LIMIT",
      "该用户今日领取金额超过限制",
      `一个人一天最多 ${yuan(books.mostFenPerDay)} 元`,
    ],
    merchant_limit: ["SENDAMOUNT_LIMIT", "您的商户号今日发放金额超过限制", "商户一天最多发 100 万元"],
  };

/** The same number: the same red pack, if it is the same. */
function repeat(call: PayCall, kind: Kind, pack: books.BookedRedPack, outcome?: string): PayAnswer {
  const section = sectionOf(kind);
  if (pack.request !== JSON.stringify(comparable(call.fields))) {
    const rule = "同一个 mch_billno 再次请求，参数必须和第一次完全一样";
    const why = { rule, section, field: "mch_billno", differences: differences(call, pack) };
    return refuse(call, "FATAL_ERROR", "重复请求时，参数与原单不一致", why);
  }
  if (pack.status === "FAILED") {
    const why = { rule: "这个单号的红包没有发出，钱没有扣", section, advice: "换一个新的单号再发" };
    return refuse(call, "SEND_FAILED", "红包发放失败,请更换单号再重试", why);
  }
  if (pack.status === "SENDING") {
    const advice = "不要换单号：用 gethbinfo 查询";
    const why = { rule: "微信受理了，还没有发出", section, advice };
    return refuse(call, "PROCESSING", "请求已受理，请稍后使用原单号查询发放结果", why);
  }
  const { mch_id, wxappid, re_openid } = call.fields;
  const answer = { mch_billno: pack.mchBillno, mch_id, wxappid, re_openid };
  const fields = { err_code: "SUCCESS", err_code_des: "发放成功", ...answer };
  const sent = { ...fields, total_amount: pack.amount, send_listid: pack.sendListid };
  return succeed(call, sent, `${outcome ?? "重入：还是原来的红包"} ¥${yuan(pack.amount)}`);
}

function differences(call: PayCall, pack: books.BookedRedPack) {
  const before = JSON.parse(pack.request) as Record<string, string>;
  const given = comparable(call.fields);
  const names = [...new Set([...Object.keys(before), ...Object.keys(given)])];
  return names
    .filter((field) => before[field] !== given[field])
    .map((field) => ({ field, before: before[field] ?? "", now: given[field] ?? "" }));
}
