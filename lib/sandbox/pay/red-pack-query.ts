import { db } from "@/lib/db";
import { buildXml } from "@/lib/wechat/xml";
import { sections } from "../explanation";
import { type PayAnswer, refuse, succeed } from "./answers";
import type { CallRules, PayCall, PayRequest } from "./envelope";
import { perform } from "./perform";
import { beijingText } from "./texts";

const section = sections.redPackQuery;

const rules: CallRules = {
  required: ["mch_billno", "bill_type"],
  optional: [],
  section,
  certificate: true,
  answers: "unsigned",
};

/** `POST /mmpaymkttransfers/gethbinfo`: what has become of a red pack. (WeChat Pay v2, cash red packs) */
export function redPackQuery(request: PayRequest): Promise<PayAnswer> {
  return perform(request, rules, answer);
}

const find = (mchId: string, mchBillno: string) =>
  db().sandboxRedPack.findUnique({
    where: { mchId_mchBillno: { mchId, mchBillno } },
    include: { takes: { orderBy: { at: "asc" } } },
  });
type Pack = NonNullable<Awaited<ReturnType<typeof find>>>;

async function answer(call: PayCall): Promise<PayAnswer> {
  const { mch_id = "", mch_billno = "", bill_type = "" } = call.fields;
  if (bill_type !== "MCHT") {
    const why = { rule: "bill_type 是 MCHT", section, field: "bill_type", given: bill_type };
    return refuse(call, "PARAM_ERROR", "bill_type参数格式错误", why);
  }
  const pack = await find(mch_id, mch_billno);
  if (!pack) {
    const rule = "没有这个红包：没有发出，或者单号写错了";
    const why = { rule, section, field: "mch_billno", given: mch_billno };
    return refuse(call, "NOT_FOUND", "指定单号数据不存在", why);
  }
  const told = succeed(call, fieldsOf(pack), pack.status);
  return { ...told, body: told.body.replace(/<\/xml>$/, `${takesXml(pack)}</xml>`) };
}

const fieldsOf = (pack: Pack) => ({
  err_code: "SUCCESS",
  err_code_des: "OK",
  mch_billno: pack.mchBillno,
  mch_id: pack.mchId,
  detail_id: pack.detailId,
  status: pack.status,
  send_type: "API",
  hb_type: pack.type,
  total_num: pack.count,
  total_amount: pack.amount,
  reason: pack.reason ?? undefined,
  send_time: beijingText(pack.createdAt),
  refund_time: pack.returnedAt ? beijingText(pack.returnedAt) : undefined,
  refund_amount: pack.returnedAt ? pack.returned : undefined,
  wishing: pack.wishing,
  remark: pack.remark,
  act_name: pack.actName,
});

/** Who took of it: the one place where v2's XML is nested. */
function takesXml({ takes }: Pack): string {
  if (takes.length === 0) return "";
  const each = takes.map(({ openid, amount, at }) =>
    buildXml({ openid, amount, rcv_time: beijingText(at) }, "hbinfo"),
  );
  return `<hblist>${each.join("")}</hblist>`;
}
