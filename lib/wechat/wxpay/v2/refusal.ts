import { WechatPayError } from "../../errors";

/** v2's codes, which differ from interface to interface, in one spelling. What is not here stays as it is. */
const canonical: Readonly<Record<string, string>> = {
  CA_ERROR: "CERT_ERROR",
  FREQ_LIMIT: "FREQUENCY_LIMITED",
  MCH_NOT_EXISTS: "MCHID_NOT_EXIST",
  NOT_ENOUGH: "NOTENOUGH",
  NO_AUTH: "NOAUTH",
  ORDER_CLOSED: "ORDERCLOSED",
  ORDER_NOT_EXIST: "ORDERNOTEXIST",
  ORDER_PAID: "ORDERPAID",
  SIGN_ERROR: "SIGNERROR",
  SYSTEM_ERROR: "SYSTEMERROR",
  XML_ERROR: "XML_FORMAT_ERROR",
};

/** A refusal of v2, with its code in one spelling. (WeChat Pay v2, error codes) */
export function refusal(answer: Readonly<Record<string, string>>): WechatPayError {
  const { err_code: rawCode, err_code_des: errCodeDes } = answer;
  return new WechatPayError({
    returnCode: answer.return_code ?? "",
    returnMsg: answer.return_msg,
    resultCode: answer.result_code,
    errCode: canonicalCode(rawCode ?? "", `${answer.return_msg ?? ""} ${errCodeDes ?? ""}`),
    errCodeDes,
    rawCode,
  });
}

function canonicalCode(rawCode: string, text: string): string {
  // 201 comes under the general INVALID_REQUEST, only the text tells it apart.
  if (rawCode === "INVALID_REQUEST" && /201 |订单号重复|重入请求/.test(text)) return "OUT_TRADE_NO_USED";
  return Object.hasOwn(canonical, rawCode) ? (canonical[rawCode] ?? rawCode) : rawCode;
}
