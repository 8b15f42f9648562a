/*
 * What the app does when a page calls it, by the app's own names. Each answers with the raw `{err_msg}`; `why` is for
 * the ledger only.
 */
import { publicName } from "./api-names.js";
import { askSandbox, isIphone, pageAddress } from "./native.js";
import { payOrExplain, payScanned } from "./pay.js";
import { preVerify } from "./permission.js";
import { showPictures } from "./preview.js";
import { showScanner } from "./scan.js";
import { shareCalls } from "./share.js";
import { showAddresses } from "./sheet.js";
import { requestMerchantTransfer } from "./transfer.js";

/** The names are the app's own, the answers as its address picker gives them. */
async function editAddress() {
  const chosen = await showAddresses();
  if (!chosen) return { err_msg: "edit_address:cancel" };
  return {
    err_msg: "edit_address:ok",
    userName: chosen.name,
    telNumber: chosen.phone,
    proviceFirstStageName: chosen.region[0],
    addressCitySecondStageName: chosen.region[1],
    addressCountiesThirdStageName: chosen.region[2],
    addressDetailInfo: chosen.street,
    addressPostalCode: chosen.postcode,
    nationalCode: chosen.nationalCode,
  };
}

/** What the app does with a code that the page leaves to it. */
let follow = null;

/** With needResult 0 the app itself acts: it opens an address of this site, or pays. */
async function refusesToOpen({ text, kind }) {
  if (kind === "barCode") return "needResult 为 0 时微信自己去查商品：沙箱里没有";
  const answer = await askSandbox("scan", { text }).catch(() => ({ message: "沙箱没有回答" }));
  if (answer.pay) follow = () => payScanned(answer.pay);
  else if (answer.open) follow = () => location.assign(answer.open);
  else return answer.message;
  return null;
}

/** A barcode is told with its kind; an iPhone wraps the text once more. */
function scanResult({ text, kind }) {
  const result = kind === "barCode" ? `CODE_128,${text}` : text;
  return isIphone() ? JSON.stringify({ scan_code: { scan_result: result } }) : result;
}

async function scanQRCode({ needResult, scanType }) {
  const kinds = ["qrCode", "barCode"].filter((kind) => !scanType || scanType.includes(kind));
  if (kinds.length === 0) return { err_msg: "scanQRCode:fail", why: "scanType 只能有 qrCode 和 barCode" };
  const toPage = Number(needResult) === 1;
  const scanned = await showScanner(kinds, toPage ? () => null : refusesToOpen);
  if (!scanned) return { err_msg: "scanQRCode:cancel" };
  if (toPage) return { err_msg: "scanQRCode:ok", resultStr: scanResult(scanned) };
  // The page hears of it before it is gone.
  setTimeout(follow);
  return { err_msg: "scanQRCode:ok" };
}

/** Succeeds as soon as the viewer is open. */
function imagePreview({ current, urls }) {
  const list = (Array.isArray(urls) ? urls : []).map(String).filter(Boolean);
  if (list.length === 0) return { err_msg: "image_preview:fail", why: "urls 是空的" };
  void showPictures(list, Math.max(list.indexOf(String(current)), 0));
  return { err_msg: "image_preview:ok" };
}

/** The phone's frame takes the page away; without a frame the way back has to do. */
function closeWindow() {
  if (window.parent === window) history.back();
  else window.parent.postMessage({ sandboxPhone: "close" }, location.origin);
  return { err_msg: "close_window:ok" };
}

/** Which calls this app has. Android gives the result as a text. */
function checkJsApi({ jsApiList }) {
  const names = Array.isArray(jsApiList) ? jsApiList.map(String) : [];
  const result = {};
  for (const name of names) result[name] = isKnown(name);
  return { err_msg: "checkJsApi:ok", checkResult: isIphone() ? result : JSON.stringify(result) };
}

const accept = (name) => () => ({ err_msg: `${name}:ok` });

const calls = new Map(
  Object.entries({
    ...shareCalls,
    getBrandWCPayRequest: payOrExplain,
    requestMerchantTransfer,
    preVerifyJSAPI: preVerify,
    editAddress,
    scanQRCode,
    imagePreview,
    closeWindow,
    checkJsApi,
    getNetworkType: () => ({ err_msg: "network_type:wifi" }),
    hideToolbar: accept("hideToolbar"),
    showToolbar: accept("showToolbar"),
  }),
);

const menuEvents = ["menu:share:appmessage", "menu:share:timeline"];
const isKnown = (name) => calls.has(name) || menuEvents.includes(name);

/** Carries out a call that WeChat lets pass. */
export async function carryOut(name, parameters) {
  const work = calls.get(name);
  if (!work) return { err_msg: `${name}:function_not_exist` };
  try {
    return await work(parameters);
  } catch (error) {
    return { err_msg: `${name}:fail`, why: String(error) };
  }
}

/** Calls that the sandbox's server writes down by itself. */
const recordedElsewhere = ["preVerifyJSAPI", "getBrandWCPayRequest"];

/** Tells the ledger of a call. Whether that works is nothing to the page. */
export function report(name, parameters, answer, refused) {
  if (recordedElsewhere.includes(name) && !refused) return;
  const raw = answer.err_msg;
  const result = raw
    .slice(raw.indexOf(":") + 1)
    .replace(/_/g, " ")
    .replace("access denied", "permission denied");
  const entry = {
    api: name,
    url: pageAddress(),
    ok: !/^(?:fail|permission|function)/.test(result),
    errMsg: `${publicName(name)}:${result}`,
    detail: { given: parameters, ...(answer.why ? { why: answer.why } : {}) },
  };
  askSandbox("bridge/jssdk/call", entry, { keepalive: true }).catch(() => undefined);
}
