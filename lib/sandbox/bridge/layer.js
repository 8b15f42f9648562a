/*
 * Where the app draws over a page: a shadow root, so that neither side's styles reach the other, and what all that
 * is drawn there has in common.
 */

/** An element with attributes, listeners (`onclick`) and children; text is always text. */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const name of Object.keys(attributes || {})) {
    const value = attributes[name];
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  for (const child of children) {
    if (child) element.append(child);
  }
  return element;
}

/** A button that is found by its test id. */
export function button(look, test, text, onclick) {
  return make("button", { type: "button", class: look, "data-testid": `sandbox-${test}`, onclick }, text);
}

let styles = "";
/** The text of all the style sheets. */
export function setStyles(text) {
  styles = text;
}

let host = null;
let shadow = null;
/** The shadow root, put back into the page when the page has thrown it out. */
export function layer() {
  if (!host) {
    host = make("div", { "data-sandbox": "wechat" });
    shadow = host.attachShadow({ mode: "open" });
    shadow.append(make("style", {}, styles));
  }
  if (!host.isConnected) (document.body || document.documentElement).append(host);
  return shadow;
}

/** Says something for four seconds. */
export function showToast(text, note = "原因见沙箱的台账") {
  const toast = make("div", { class: "toast", role: "alert" }, text, note ? make("small", {}, note) : null);
  layer().append(toast);
  setTimeout(() => toast.remove(), 4000);
}

/** Keeps Tab among what can be operated in the dialog. */
function keepFocus(panel, event) {
  const stops = Array.from(panel.querySelectorAll("button:not([disabled]), input, a[href]"));
  if (stops.length === 0) return;
  const here = stops.indexOf(shadow.activeElement);
  const next = event.shiftKey ? Math.max(here, 0) - 1 : here + 1;
  event.preventDefault();
  stops[(next + stops.length) % stops.length].focus();
}

/**
 * Opens a modal dialog over the page.
 * @param about its `label`; its `look`, a class for the veil; what Escape answers, `dismissed`; its `test` id; `onkey`
 * @param fill gets the dialog, and a function that closes it and settles the promise
 */
export function openDialog({ label, look, dismissed, test, onkey }, fill) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const scroll = document.documentElement.style.overflow;
    const panel = make("section", {
      class: "panel",
      role: "dialog",
      "aria-modal": "true",
      "aria-label": label,
      "data-testid": test && `sandbox-${test}`,
      tabindex: "-1",
    });
    const veil = make("div", { class: look ? `veil ${look}` : "veil" }, panel);
    const close = (answer) => {
      veil.remove();
      document.documentElement.style.overflow = scroll;
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
      resolve(answer);
    };
    veil.addEventListener("keydown", (event) => {
      if (event.key === "Tab") keepFocus(panel, event);
      else if (event.key === "Escape") close(dismissed);
      else if (onkey) onkey(event);
      event.stopPropagation();
    });
    fill(panel, close);
    layer().append(veil);
    document.documentElement.style.overflow = "hidden";
    (panel.querySelector("[data-first]") || panel).focus({ preventScroll: true });
  });
}

/** The dialog's head: its title, and a cross that leaves it. */
export function head(title, leave, test, label = "取消") {
  const cross = button("cross", test, "✕", leave);
  cross.setAttribute("aria-label", label);
  return make("header", {}, cross, title);
}
