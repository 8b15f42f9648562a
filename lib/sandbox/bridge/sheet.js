/*
 * What the WeChat app draws over a page: the payment panel, its result, the address picker, a toast. All of it
 * lives in a shadow root, so that neither side's styles reach the other.
 */
const notice = "沙箱 · 不会真的扣款";

/** An element with attributes and children; text is always text. */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const name of Object.keys(attributes || {})) {
    if (name === "onclick") element.addEventListener("click", attributes[name]);
    else element.setAttribute(name, attributes[name]);
  }
  for (const child of children) {
    if (child) element.append(child);
  }
  return element;
}

let styles = "";
/** The text of sheet.css. */
export function setStyles(text) {
  styles = text;
}

const host = make("div", { "data-sandbox": "wechat" });
const shadow = host.attachShadow({ mode: "open" });
function layer() {
  if (host.isConnected) return shadow;
  shadow.textContent = "";
  shadow.append(make("style", {}, styles));
  document.body.append(host);
  return shadow;
}

export function showToast(text) {
  const toast = make("div", { class: "toast", role: "alert" }, text, make("small", {}, "原因见沙箱的台账"));
  layer().append(toast);
  setTimeout(() => toast.remove(), 4000);
}

/** Keeps Tab among the panel's buttons. */
function keepFocus(panel, event) {
  const stops = Array.from(panel.querySelectorAll("button:not([disabled])"));
  if (stops.length === 0) return;
  const here = stops.indexOf(shadow.activeElement);
  const next = event.shiftKey ? here - 1 : here + 1;
  event.preventDefault();
  stops[(next + stops.length) % stops.length].focus();
}

/**
 * Opens a modal panel over the page. `fill` gets a function that closes it and settles the promise.
 * Escape answers `dismissed`.
 */
function openPanel(label, fill, dismissed) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const scroll = document.documentElement.style.overflow;
    const panel = make("section", {
      class: "panel",
      role: "dialog",
      "aria-modal": "true",
      "aria-label": label,
    });
    const veil = make("div", { class: "veil" }, panel);
    panel.tabIndex = -1;
    const close = (answer) => {
      veil.remove();
      document.documentElement.style.overflow = scroll;
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
      resolve(answer);
    };
    veil.addEventListener("keydown", (event) => {
      if (event.key === "Tab") keepFocus(panel, event);
      if (event.key === "Escape") close(dismissed);
      event.stopPropagation();
    });
    fill(panel, close);
    panel.append(make("p", { class: "notice" }, notice));
    layer().append(veil);
    document.documentElement.style.overflow = "hidden";
    const first = panel.querySelector("[data-first]") || panel;
    first.focus({ preventScroll: true });
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

function button(look, test, text, onclick) {
  return make("button", { type: "button", class: look, "data-testid": `sandbox-pay-${test}`, onclick }, text);
}

/** The payment panel. Answers "pay", "cancel" or "fail". */
export function showPayment(order) {
  const fill = (panel, close) => {
    const cross = button("cross", "cancel", "✕", () => close("cancel"));
    cross.setAttribute("aria-label", "取消支付");
    const confirm = button("green", "confirm", "确认支付", () => close("pay"));
    confirm.setAttribute("data-first", "");
    panel.append(
      make("header", {}, cross, "微信支付"),
      make("p", { class: "merchant" }, order.merchant),
      amount(order.totalFee),
      row("商品", order.body),
      row("付款人", face(order.payer), order.payer.name),
      row("支付方式", make("i", { class: "purse", "aria-hidden": "true" }), "零钱"),
      confirm,
      button("link", "fail", "让这次支付失败", () => close("fail")),
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
    const done = button(paid ? "green plain" : "grey", "done", paid ? "完成" : "知道了", () =>
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

/** The app's address picker. Answers an address, or null. */
export function showAddresses() {
  const fill = (panel, close) => {
    const cross = make(
      "button",
      { type: "button", class: "cross", "aria-label": "取消", onclick: () => close(null) },
      "✕",
    );
    panel.append(make("header", {}, cross, "选择收货地址"));
    addresses.forEach((address, index) => {
      const choose = { type: "button", class: "address", "data-testid": `sandbox-address-${index}` };
      const line = `${address.region.join("")}${address.street}`;
      const entry = make(
        "button",
        choose,
        make("b", {}, `${address.name}　${address.phone}`),
        make("span", {}, line),
      );
      if (index === 0) entry.setAttribute("data-first", "");
      entry.addEventListener("click", () => close(address));
      panel.append(entry);
    });
  };
  return openPanel("选择收货地址", fill, null);
}
