/*
 * requestMerchantTransfer: the page on which a person takes a merchant's money. (WeChat Pay, merchant transfer)
 */
import { button, head, make, openDialog, showToast } from "./layer.js";
import { askSandbox, pageAddress } from "./native.js";
import { showProgress } from "./sheet.js";

const transferName = "requestMerchantTransfer";
const transferNotice = "沙箱 · 不会真的入账";

function transferAmount(fen) {
  const digits = (fen / 100).toFixed(2);
  return make(
    "p",
    { class: "amount" },
    make("span", { class: "sr" }, `${digits} 元`),
    make("span", { "aria-hidden": "true" }, make("small", {}, "¥"), digits),
  );
}

const transferRow = (name, value) =>
  value
    ? make("div", { class: "row" }, make("span", { class: "name" }, name), make("span", {}, value))
    : null;

/** WeChat's own page: who gives how much, what for, and the green button. */
function confirmationPage(bill, panel, confirm, close) {
  panel.append(
    head("商家转账", () => close(false), "transfer-cancel", "暂不收款"),
    make("p", { class: "merchant" }, `${bill.merchant}向你转账`),
    transferAmount(bill.amount),
    ...[
      transferRow("收款原因", bill.perception),
      transferRow("转账说明", bill.remark),
      transferRow("收款方式", "零钱"),
      transferRow("请在此前收款", bill.expires),
    ].filter(Boolean),
    confirm,
    make("p", { class: "notice" }, transferNotice),
  );
}

/** The same as a red envelope. */
function transferEnvelope(bill, panel, confirm, close) {
  confirm.className = "coin";
  confirm.textContent = "開";
  confirm.setAttribute("aria-label", "开红包收款");
  const cross = button("leave", "transfer-cancel", "✕", () => close(false));
  cross.setAttribute("aria-label", "暂不收款");
  const icon = make("img", { src: bill.icon, alt: "", width: 28, height: 28 });
  panel.append(
    make(
      "div",
      { class: "envelope" },
      make("p", { class: "sender" }, icon, bill.merchant),
      make("p", { class: "wishing" }, bill.remark),
      make("p", { class: "kind" }, bill.perception),
      confirm,
    ),
    cross,
  );
}

/** Money has come: stays until the person has read it. */
function received(bill, panel, close) {
  const done = button("green plain", "transfer-done", "完成", () => close(true));
  panel.textContent = "";
  panel.className = "panel";
  panel.parentElement.className = "veil";
  panel.append(
    make("div", { class: "mark", "aria-hidden": "true" }, "✓"),
    make("h2", { role: "status" }, "已收款"),
    make("p", { class: "merchant" }, `${bill.merchant} · 已存入零钱`),
    transferAmount(bill.amount),
    done,
    make("p", { class: "notice" }, transferNotice),
  );
  done.focus({ preventScroll: true });
}

async function take(bill, confirm) {
  confirm.disabled = true;
  const ask = () => askSandbox("bridge/transfer/confirm", { id: bill.id });
  const answer = await showProgress(ask).catch(() => ({ ok: false, message: "沙箱没有回答" }));
  confirm.disabled = false;
  if (!answer.ok) showToast(answer.message);
  return answer.ok;
}

/** Shows it. @returns whether the person took the money */
function showTransfer(bill) {
  const red = bill.style === "RED_PACKET";
  const about = {
    label: `${bill.merchant}向你转账`,
    look: red ? "red-pack" : "",
    test: "transfer",
    dismissed: false,
  };
  return openDialog(about, (panel, close) => {
    const confirm = button("green", "transfer-confirm", "收款", async () => {
      if (await take(bill, confirm)) received(bill, panel, close);
    });
    confirm.setAttribute("data-first", "");
    (red ? transferEnvelope : confirmationPage)(bill, panel, confirm, close);
  });
}

/**
 * From the page's `{ mchId, appId, package }` to the app's answer. `ok` tells that the page was shown and the money
 * taken there; the shop believes WeChat's notification or its own query, not this.
 */
export async function requestMerchantTransfer(params) {
  const opened = await askSandbox("bridge/transfer/open", { params, url: pageAddress() });
  if (!opened.ok) {
    showToast(opened.message);
    return { err_msg: `${transferName}:fail`, err_desc: opened.message, why: opened.message };
  }
  const taken = await showTransfer(opened.bill);
  return { err_msg: `${transferName}:${taken ? "ok" : "cancel"}` };
}
