/*
 * Payments on this phone: called up by a page (JSAPI), or by a QR code that was scanned (NATIVE).
 */
import { showToast } from "./layer.js";
import { askSandbox, pageAddress } from "./native.js";
import { showOutcome, showPayment, showProgress } from "./sheet.js";

const payResult = (message, description) =>
  description ? { err_msg: message, err_desc: description } : { err_msg: message };

/** From the sheet that has come up to its end, whatever the person does. */
async function settleSheet(order) {
  const action = await showPayment(order);
  const finish = () => askSandbox("bridge/pay/finish", { prepayId: order.prepayId, action });
  const finished = action === "cancel" ? await finish() : await showProgress(finish);
  const outcome = finished.errMsg.split(":")[1];
  if (outcome !== "cancel") await showOutcome(outcome === "ok", order, finished.errDesc);
  return payResult(finished.errMsg, finished.errDesc);
}

/** From the page's parameters to the result that the app hands back. WeChat's ledger has the reason of a refusal. */
async function payForPage(params) {
  const opened = await askSandbox("bridge/pay/open", { params, url: pageAddress() });
  if (opened.ok) return settleSheet(opened.order);
  showToast(opened.errDesc || opened.errMsg);
  return payResult(opened.errMsg, opened.errDesc);
}

async function orExplain(work) {
  try {
    return await work();
  } catch (error) {
    showToast("沙箱没有回答");
    return payResult("get_brand_wcpay_request:fail", String(error));
  }
}

/** getBrandWCPayRequest. (JSAPI call-up) */
export const payOrExplain = (params) => orExplain(() => payForPage(params));

let paying = false;

/** The sheet for a code that was scanned: no page asked for it, and none hears of it. */
export async function payScanned(order) {
  if (paying) return;
  paying = true;
  await orExplain(() => settleSheet(order));
  paying = false;
}
