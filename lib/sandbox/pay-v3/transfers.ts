import * as book from "../books/transfers";
import { strikes } from "../faults";
import { isPersonId, personByOpenid } from "../people";
import { checkAccounts, checkOpenid } from "./accounts-check";
import { refuse, succeed, type V3Answer } from "./answer";
import { isAnswer } from "./authorization";
import { canonical, differences, readBody } from "./body";
import type { SignedCall } from "./call";
import { v3Sections } from "./sections";
import { rfc3339 } from "./time";
import {
  checkName,
  checkTransfer,
  type TransferFields,
  transferNotes,
  transferSchema,
} from "./transfer-rules";

/** Merchant transfers: create, query, cancel. (WeChat Pay v3, merchant transfer) */

const section = v3Sections.transfer;

/** `POST /v3/fund-app/mch-transfer/transfer-bills`. The same number with the same parameters is the same transfer. */
export async function createTransfer(call: SignedCall): Promise<V3Answer> {
  const read = readBody(call, transferSchema, section);
  if (isAnswer(read)) return read;
  const { fields, notes } = read;
  const refusal =
    checkAccounts({ appid: fields.appid }, section) ??
    checkOpenid(fields.appid, fields.openid, section) ??
    (await checkTransfer(fields));
  if (refusal) return refusal;
  const person = personByOpenid(fields.appid, fields.openid);
  if (!person || !isPersonId(person.id)) throw new Error("The openid was checked");
  const named = checkName(call, fields, person);
  if (isAnswer(named)) return named;
  const known = await book.findTransfer(fields.out_bill_no);
  if (known) return repeated(known, fields);
  return enter(fields, { personId: person.id, failReason: named.failReason }, [
    ...notes,
    ...transferNotes(fields),
  ]);
}

async function enter(
  fields: TransferFields,
  who: Pick<book.TransferWish, "personId" | "failReason">,
  notes: string[],
): Promise<V3Answer> {
  if (await strikes("payout_risk")) {
    const rule = "控制台安排的故障：这笔转账被风控拦截";
    return refuse("NO_AUTH", "当前商户存在异常,暂时无法进行转账。", { rule, section });
  }
  const opened = await book.openTransfer({
    ...who,
    outBillNo: fields.out_bill_no,
    appid: fields.appid,
    openid: fields.openid,
    amount: fields.transfer_amount,
    sceneId: fields.transfer_scene_id,
    remark: fields.transfer_remark,
    style: fields.user_recv_style?.type ?? "CONFIRM_PAGE",
    notifyUrl: fields.notify_url ?? null,
    request: canonical(comparable(fields)),
  });
  if (opened === "poor") {
    return refuse("NOT_ENOUGH", "商户账户余额不足", {
      rule: "转账的钱在受理时就从商户余额里划走",
      section,
      field: "transfer_amount",
      given: String(fields.transfer_amount),
      advice: "在控制台给商户充值，然后用原来的单号再试",
    });
  }
  if (opened === "known") {
    // The same number came twice at once: the other request entered it.
    const winner = await book.findTransfer(fields.out_bill_no);
    if (!winner) throw new Error("The transfer is neither new nor there");
    return repeated(winner, fields);
  }
  if (opened.state === "FAIL") await book.tellTransferFailed(opened);
  return accepted(opened, "转账已受理，等用户确认收款", notes);
}

/** The name is encrypted anew each time, so it cannot be compared. */
function comparable({ user_name: _name, ...fields }: TransferFields): object {
  return fields;
}

function repeated(known: book.BookedTransfer, fields: TransferFields): V3Answer {
  const changed = differences(JSON.parse(known.request), JSON.parse(canonical(comparable(fields))));
  if (changed.length === 0) return accepted(known, "重入：参数相同，还是原来那笔转账", []);
  const names = changed.map(({ field }) => field).join("、");
  return refuse("INVALID_REQUEST", "单号已存在但信息不一致,请查单后比较确认", {
    rule: `同一个商户单号再次请求，参数必须和第一次完全一样；这次 ${names} 变了`,
    section,
    field: changed[0]?.field ?? "out_bill_no",
    differences: changed,
    advice: "结果未知的时候不要换单号，也不要改参数：先查单",
  });
}

function accepted(transfer: book.BookedTransfer, outcome: string, notes: string[]): V3Answer {
  const waiting = transfer.state === "WAIT_USER_CONFIRM";
  const answer = {
    out_bill_no: transfer.outBillNo,
    transfer_bill_no: transfer.transferBillNo,
    create_time: rfc3339(transfer.createdAt),
    state: transfer.state,
    ...(waiting && { package_info: transfer.packageInfo }),
  };
  return succeed(answer, `${transfer.state} ${outcome}`, notes);
}

/** `GET …/transfer-bills/out-bill-no/{out_bill_no}`. */
export const queryTransfer = async (_call: SignedCall, outBillNo: string): Promise<V3Answer> =>
  told(await book.findTransfer(outBillNo), "out_bill_no", outBillNo);

/** `GET …/transfer-bills/transfer-bill-no/{transfer_bill_no}`. */
export const queryTransferBill = async (_call: SignedCall, transferBillNo: string): Promise<V3Answer> =>
  told(await book.findTransferByBill(transferBillNo), "transfer_bill_no", transferBillNo);

const absent = (field: string, given: string): V3Answer =>
  refuse("NOT_FOUND", "记录不存在", {
    rule: "没有这笔转账：受理没有成功，或者单号写错了",
    section,
    field,
    given,
  });

function told(transfer: book.BookedTransfer | null, field: string, given: string): V3Answer {
  if (!transfer) return absent(field, given);
  const answer = {
    mch_id: transfer.mchId,
    out_bill_no: transfer.outBillNo,
    transfer_bill_no: transfer.transferBillNo,
    appid: transfer.appid,
    state: transfer.state,
    transfer_amount: transfer.amount,
    transfer_remark: transfer.remark,
    fail_reason: transfer.failReason ?? undefined,
    openid: transfer.openid,
    create_time: rfc3339(transfer.createdAt),
    update_time: rfc3339(transfer.updatedAt),
  };
  return succeed(answer, `${transfer.state} ${transfer.failReason ?? ""}`.trim());
}

/** `POST …/transfer-bills/out-bill-no/{out_bill_no}/cancel`, with an empty body or `{}`. */
export async function cancelTransfer(_call: SignedCall, outBillNo: string): Promise<V3Answer> {
  const transfer = await book.findTransfer(outBillNo);
  if (!transfer) return absent("out_bill_no", outBillNo);
  const cancelled = await book.cancelTransfer(transfer);
  if (!cancelled) {
    const current = (await book.findTransfer(outBillNo))?.state ?? "";
    return refuse("INVALID_REQUEST", "当前单据状态不支持撤销", {
      rule: "只有等用户确认的转账能撤销",
      section,
      field: "state",
      expected: "WAIT_USER_CONFIRM",
      given: current,
      advice: "查单，按查到的状态处理",
    });
  }
  const answer = {
    out_bill_no: cancelled.outBillNo,
    transfer_bill_no: cancelled.transferBillNo,
    state: cancelled.state,
    update_time: rfc3339(cancelled.updatedAt),
  };
  return succeed(answer, `${cancelled.state} 撤销已受理`);
}
