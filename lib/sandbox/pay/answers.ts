import { nonceStr, sign } from "@/lib/wechat/sign";
import { buildXml, type XmlFields } from "@/lib/wechat/xml";
import { sandboxAccounts } from "../accounts";
import { type Explanation, sections } from "../explanation";
import type { MishapKind } from "../mishaps";
import type { PayCall } from "./envelope";

/** What a v2 call is answered with. (WeChat Pay v2, protocol rules) */

export interface PayAnswer {
  body: string;
  /** What is sent in place of the text, when it is packed. */
  bytes?: Uint8Array;
  /** One line for the ledger. */
  outcome: string;
  ok: boolean;
  why: Explanation;
  /** Default 200. */
  status?: number;
  /** Default `text/xml; charset=utf-8`. */
  contentType?: string;
  /** What happens to it on the way to the caller. */
  mishap?: MishapKind;
}

/** Whether what came back is an answer already. */
export function isRefusal(opened: object): opened is PayAnswer {
  return "outcome" in opened;
}

/** A refusal before, or because of, the signature: nothing but return_code and return_msg, unsigned. */
export function fail(returnMsg: string, why: Explanation, name = ""): PayAnswer {
  return {
    body: buildXml({ return_code: "FAIL", return_msg: returnMsg }),
    outcome: `${name ? `${name} ` : ""}${returnMsg}`,
    ok: false,
    why: { section: sections.payTransport, ...why },
  };
}

/** A business answer, signed as the request was. */
export function succeed(call: PayCall, fields: XmlFields, outcome: string, notes: string[] = []): PayAnswer {
  const body = businessXml(call, { result_code: "SUCCESS", ...fields });
  const all = [...call.notes, ...notes];
  return { body, outcome, ok: true, why: { ...call.why, ...(all.length > 0 ? { notes: all } : {}) } };
}

/** A business refusal, signed as the request was. */
export function refuse(call: PayCall, code: string, text: string, why: Explanation): PayAnswer {
  const body = businessXml(call, { result_code: "FAIL", err_code: code, err_code_des: text });
  return { body, outcome: `${code} ${text}`, ok: false, why: { ...call.why, ...why } };
}

const wrongKey = "0".repeat(32);

/** SUCCESS, by somebody who does not know the key. */
export function signedByNobody(call: PayCall, fields: XmlFields): string {
  return signedXml(call, { result_code: "SUCCESS", ...fields }, wrongKey);
}

function businessXml(call: PayCall, fields: XmlFields): string {
  const { err_code, err_code_des } = fields;
  switch (call.answers) {
    case "signed":
      return signedXml(call, fields, sandboxAccounts.pay.key);
    case "unsigned":
      return buildXml({ return_code: "SUCCESS", return_msg: String(err_code_des ?? ""), ...fields });
    case "bill":
      // It knows no business answers: what is not a bill has failed.
      return buildXml({ return_code: "FAIL", return_msg: err_code_des, error_code: err_code });
  }
}

function signedXml({ fields: request, signType }: PayCall, fields: XmlFields, key: string): string {
  const { appid, mch_id } = request;
  const common = { return_code: "SUCCESS", return_msg: "OK", appid, mch_id, nonce_str: nonceStr(32) };
  const all: XmlFields = { ...common, ...fields };
  return buildXml({ ...all, sign: sign(all, key, signType) });
}
