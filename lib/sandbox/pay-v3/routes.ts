import { refuse, type V3Answer } from "./answer";
import { billFile, tradeBill } from "./bills";
import type { SignedCall, V3Call } from "./call";
import { listCertificates } from "./certificates";
import { closeOrder } from "./close-order";
import { securityEcho } from "./echo";
import { queryByOutTradeNo, queryByTransactionId } from "./order-query";
import { placeOrder } from "./orders";
import { createRefund, queryRefund } from "./refunds";
import { cancelTransfer, createTransfer, queryTransfer, queryTransferBill } from "./transfers";

/** v3's addresses. */

export type V3Handler = (call: SignedCall, id: string) => V3Answer | Promise<V3Answer>;

interface Route {
  method: "GET" | "POST";
  /** A number in the address is its one group. */
  path: RegExp;
  handler: V3Handler;
}

const pay = "/v3/pay/transactions";
const refunds = "/v3/refund/domestic/refunds";
const transfers = "/v3/fund-app/mch-transfer/transfer-bills";
const exactly = (path: string): RegExp => new RegExp(`^${path}$`);
const numbered = (before: string, after = ""): RegExp => new RegExp(`^${before}/([^/]+)${after}$`);

const routes: readonly Route[] = [
  { method: "POST", path: exactly(`${pay}/jsapi`), handler: placeOrder("JSAPI") },
  { method: "POST", path: exactly(`${pay}/native`), handler: placeOrder("NATIVE") },
  { method: "POST", path: exactly(`${pay}/app`), handler: placeOrder("APP") },
  { method: "POST", path: exactly(`${pay}/h5`), handler: placeOrder("MWEB") },
  { method: "GET", path: numbered(`${pay}/out-trade-no`), handler: queryByOutTradeNo },
  { method: "GET", path: numbered(`${pay}/id`), handler: queryByTransactionId },
  { method: "POST", path: numbered(`${pay}/out-trade-no`, "/close"), handler: closeOrder },
  { method: "POST", path: exactly(refunds), handler: createRefund },
  { method: "GET", path: numbered(refunds), handler: queryRefund },
  { method: "POST", path: exactly(transfers), handler: createTransfer },
  { method: "GET", path: numbered(`${transfers}/out-bill-no`), handler: queryTransfer },
  { method: "GET", path: numbered(`${transfers}/transfer-bill-no`), handler: queryTransferBill },
  { method: "POST", path: numbered(`${transfers}/out-bill-no`, "/cancel"), handler: cancelTransfer },
  { method: "GET", path: exactly("/v3/certificates"), handler: listCertificates },
  { method: "GET", path: exactly("/v3/bill/tradebill"), handler: tradeBill },
  { method: "GET", path: exactly("/v3/billdownload/file"), handler: billFile },
  { method: "POST", path: exactly("/v3/security/echo"), handler: securityEcho },
];

export type V3Work = (call: SignedCall) => V3Answer | Promise<V3Answer>;

/** What answers a call; a refusal when there is no such address, or not with this method. */
export function routeOf(call: V3Call): V3Work | V3Answer {
  const matches = routes.flatMap((route) => {
    const found = route.path.exec(call.path);
    return found ? [{ route, id: decoded(found[1] ?? "") }] : [];
  });
  const match = matches.find(({ route }) => route.method === call.method);
  if (match) return (signed) => match.route.handler(signed, match.id);
  if (matches.length > 0) {
    const expected = matches.map(({ route }) => route.method).join("、");
    const why = { rule: `这个接口要用 ${expected}`, field: "HTTP 方法", expected, given: call.method };
    return { ...refuse("METHOD_NOT_ALLOWED", "不支持的HTTP方法", why), signed: false };
  }
  const why = { rule: "沙箱没有这个接口", field: "URL", given: call.path };
  return { ...refuse("NOT_FOUND", "请求的资源不存在", why), signed: false };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
