import * as books from "../books/enterprise-payments";
import { sections } from "../explanation";
import { isPersonId, type Person, personById, personByOpenid } from "../people";
import { type PayAnswer, refuse, succeed } from "./answers";
import type { CallRules, PayCall, PayRequest } from "./envelope";
import { checkFieldRules, type FieldRules, tooLong, wholeFen } from "./field-rules";
import { comparable } from "./order-book";
import { perform } from "./perform";
import { beijingText, yuan } from "./texts";

/** Enterprise payments, which v3's merchant transfers replace. (WeChat Pay v2, enterprise payment) */

const section = sections.payout;

const rules: CallRules = {
  required: ["partner_trade_no", "openid", "check_name", "amount", "desc"],
  optional: ["device_info", "re_user_name", "spbill_create_ip"],
  section,
  certificate: true,
  answers: "unsigned",
  accounts: { appid: "mch_appid", mchId: "mchid" },
};

const smallest = 30;
const largest = 2_000_000;

const fieldRules: FieldRules = {
  nonce_str: [tooLong("nonce_str", 32)],
  partner_trade_no: [
    {
      test: (value) => /^[0-9A-Za-z]{1,32}$/.test(value),
      rule: "partner_trade_no 是 1 到 32 位的数字和字母",
    },
  ],
  check_name: [
    {
      test: (value) => value === "NO_CHECK" || value === "FORCE_CHECK",
      rule: "check_name 是 NO_CHECK 或 FORCE_CHECK",
    },
  ],
  re_user_name: [tooLong("re_user_name", 64)],
  amount: [
    wholeFen("amount"),
    {
      test: (value) => Number(value) >= smallest && Number(value) <= largest,
      rule: `一次付款 ${yuan(smallest)} 元到 ${yuan(largest)} 元`,
      code: "AMOUNT_LIMIT",
      text: "付款金额超出限制",
    },
  ],
  desc: [tooLong("desc", 100)],
};

/** `POST /mmpaymkttransfers/promotion/transfers`: the money is there at once. */
export function transfers(request: PayRequest): Promise<PayAnswer> {
  return perform(
    request,
    rules,
    async (call) => checkFieldRules(call, fieldRules, section) ?? (await receive(call)),
  );
}

async function receive(call: PayCall): Promise<PayAnswer> {
  const { mch_appid = "", openid = "" } = call.fields;
  const person = personByOpenid(mch_appid, openid);
  if (!person || !isPersonId(person.id)) {
    const why = { rule: "openid 要属于 mch_appid", section, field: "openid", given: openid };
    return refuse(call, "OPENID_ERROR", "Openid错误", why);
  }
  const known = await books.findPayment(call.fields.partner_trade_no ?? "");
  return checkName(call, person) ?? (known ? repeat(call, known) : pay(call, person));
}

function checkName(call: PayCall, { nickname }: Person): PayAnswer | null {
  const { check_name, re_user_name = "" } = call.fields;
  if (check_name !== "FORCE_CHECK" || re_user_name === nickname) return null;
  const field = "re_user_name";
  if (!re_user_name) {
    const rule = "check_name=FORCE_CHECK 时 re_user_name 必填";
    return refuse(call, "PARAM_ERROR", "缺少参数re_user_name", { rule, section, field });
  }
  const rule = "沙箱里的人，真实姓名就是昵称";
  return refuse(call, "NAME_MISMATCH", "真实姓名不一致", {
    rule,
    section,
    field,
    expected: nickname,
    given: re_user_name,
  });
}

async function pay(call: PayCall, { id }: Person): Promise<PayAnswer> {
  const { fields } = call;
  const sent = await books.payPerson({
    partnerTradeNo: fields.partner_trade_no ?? "",
    appid: fields.mch_appid ?? "",
    openid: fields.openid ?? "",
    personId: id,
    amount: Number(fields.amount),
    remark: fields.desc ?? "",
    request: JSON.stringify(comparable(fields)),
  });
  if ("payment" in sent) return repeat(call, sent.payment);
  if (sent.refusal === "poor") {
    const rule = "商户余额不够：充值以后用原来的单号再付";
    return refuse(call, "NOTENOUGH", "余额不足", { rule, section, field: "amount" });
  }
  const rule = "控制台安排的故障：微信认为有风险";
  return refuse(call, "NO_AUTH", "此请求可能存在风险，已被微信拦截", { rule, section });
}

/** The same number: the same payment, if it is the same. */
function repeat(call: PayCall, payment: books.BookedPayment): PayAnswer {
  if (payment.request !== JSON.stringify(comparable(call.fields))) {
    const rule = "同一个 partner_trade_no 再次请求，参数必须和第一次完全一样";
    const why = { rule, section, field: "partner_trade_no" };
    return refuse(call, "FATAL_ERROR", "两次请求参数不一致", why);
  }
  if (payment.state === "FAIL") {
    const why = { rule: "这个单号没有付成，钱没有扣", section, advice: "先查询，再换新的单号" };
    return refuse(call, "SEND_FAILED", "付款失败，请换单号再重试", why);
  }
  const { outBillNo: partner_trade_no, transferBillNo: payment_no, updatedAt } = payment;
  const { mch_appid, mchid, nonce_str } = call.fields;
  const fields = { mch_appid, mchid, nonce_str, partner_trade_no, payment_no };
  const answer = { ...fields, payment_time: beijingText(updatedAt) };
  return succeed(call, answer, `付款成功 ¥${yuan(payment.amount)}`);
}

const queryRules: CallRules = {
  required: ["partner_trade_no"],
  optional: [],
  section: sections.payoutQuery,
  certificate: true,
  answers: "unsigned",
};

/** `POST /mmpaymkttransfers/gettransferinfo`: what has become of a payment. */
export function transferQuery(request: PayRequest): Promise<PayAnswer> {
  return perform(request, queryRules, async (call) => {
    const { partner_trade_no = "" } = call.fields;
    const payment = await books.findPayment(partner_trade_no);
    if (payment && payment.api === "v2") return succeed(call, queryFields(payment), payment.state);
    const rule = "没有这笔付款";
    const why = { rule, section: sections.payoutQuery, field: "partner_trade_no", given: partner_trade_no };
    return refuse(call, "NOT_FOUND", "指定单号数据不存在", why);
  });
}

const queryFields = (payment: books.BookedPayment) => ({
  partner_trade_no: payment.outBillNo,
  appid: payment.appid,
  mch_id: payment.mchId,
  detail_id: payment.transferBillNo,
  status: payment.state === "FAIL" ? "FAILED" : payment.state,
  reason: payment.failReason ?? undefined,
  openid: payment.openid,
  transfer_name: personById(payment.personId)?.nickname,
  payment_amount: payment.amount,
  transfer_time: beijingText(payment.createdAt),
  payment_time: payment.state === "SUCCESS" ? beijingText(payment.updatedAt) : undefined,
  desc: payment.remark,
});
