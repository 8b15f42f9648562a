/*
 * The payment panel, its result, and the address picker.
 */
import { button, head, layer, make, openDialog } from "./layer.js";

const notice = "沙箱 · 不会真的扣款";

/** A panel at the lower edge that says that no money moves. Escape answers `dismissed`. */
function openPanel(label, fill, dismissed) {
  return openDialog({ label, dismissed }, (panel, close) => {
    fill(panel, close);
    panel.append(make("p", { class: "notice" }, notice));
  });
}

function amount(fen) {
  const [yuan, rest] = (fen / 100).toFixed(2).split(".");
  const read = make("span", { class: "sr" }, `${yuan}.${rest} 元`);
  const digits = make("span", { "aria-hidden": "true" }, make("small", {}, "¥"), `${yuan}.${rest}`);
  return make("p", { class: "amount" }, read, digits);
}

function row(name, ...value) {
  return make("div", { class: "row" }, make("span", { class: "name" }, name), make("span", {}, ...value));
}

function face(person) {
  return person.avatar ? make("img", { src: person.avatar, alt: "", width: 24, height: 24 }) : null;
}

/** The payment panel. Answers "pay", "cancel" or "fail". */
export function showPayment(order) {
  const fill = (panel, close) => {
    const confirm = button("green", "pay-confirm", "确认支付", () => close("pay"));
    confirm.setAttribute("data-first", "");
    panel.append(
      head("微信支付", () => close("cancel"), "pay-cancel", "取消支付"),
      make("p", { class: "merchant" }, order.merchant),
      amount(order.totalFee),
      row("商品", order.body),
      row("付款人", face(order.payer), order.payer.name),
      row("支付方式", make("i", { class: "purse", "aria-hidden": "true" }), "零钱"),
      confirm,
      button("link", "pay-fail", "让这次支付失败", () => close("fail")),
    );
  };
  return openPanel(`向${order.merchant}付款`, fill, "cancel");
}

/** Something that turns while `work` is under way; its result is the answer. */
export async function showProgress(work) {
  const wheel = make("div", { class: "wheel", role: "status", "aria-label": "正在支付" });
  const veil = make("div", { class: "veil quiet" }, wheel);
  layer().append(veil);
  try {
    return await work();
  } finally {
    veil.remove();
  }
}

/** 支付成功 or 支付失败: stays until the person has read it. */
export function showOutcome(paid, order, description) {
  const title = paid ? "支付成功" : "支付失败";
  const fill = (panel, close) => {
    const done = button(paid ? "green plain" : "grey", "pay-done", paid ? "完成" : "知道了", () =>
      close(undefined),
    );
    done.setAttribute("data-first", "");
    panel.append(
      make("div", { class: paid ? "mark" : "mark bad", "aria-hidden": "true" }, paid ? "✓" : "!"),
      make("h2", { role: "status" }, title),
      make("p", { class: "merchant" }, paid ? order.merchant : description || "这次没有付成，可以再试一次"),
      paid ? amount(order.totalFee) : "",
      done,
    );
  };
  return openPanel(title, fill, null);
}

const addresses = [
  {
    name: "林月",
    phone: "13800138000",
    region: ["浙江省", "杭州市", "西湖区"],
    street: "龙井路 1 号 3 幢 502",
    postcode: "310013",
    nationalCode: "330106",
  },
  {
    name: "陈星",
    phone: "13900139000",
    region: ["广东省", "广州市", "海珠区"],
    street: "新港中路 397 号",
    postcode: "510000",
    nationalCode: "440105",
  },
];

function addressEntry(address, index, choose) {
  const entry = button("address", `address-${index}`, "", choose);
  entry.append(
    make("b", {}, `${address.name}　${address.phone}`),
    make("span", {}, `${address.region.join("")}${address.street}`),
  );
  if (index === 0) entry.setAttribute("data-first", "");
  return entry;
}

/** The app's address picker. Answers an address, or null. */
export function showAddresses() {
  const fill = (panel, close) => {
    panel.append(head("选择收货地址", () => close(null), "address-cancel"));
    addresses.forEach((address, index) => {
      panel.append(addressEntry(address, index, () => close(address)));
    });
  };
  return openPanel("选择收货地址", fill, null);
}
