/*
 * The app's scanner: no camera, so a person types what the code says, or picks a link of the page as if it were one.
 */
import { button, head, make, openDialog } from "./layer.js";

const kindNames = { qrCode: "二维码", barCode: "条形码" };
const mostLinks = 3;

/** A barcode has ASCII characters; a QR code has any. */
const isBarcode = (text) => /^[\x20-\x7e]+$/.test(text);

/** Addresses that the page links to, under what it calls them. */
function linksOfPage() {
  const found = new Map();
  for (const link of Array.from(document.querySelectorAll("a[href]"))) {
    const name = link.textContent.trim().replace(/\s+/g, " ").slice(0, 12);
    const elsewhere = link.pathname !== location.pathname && link.pathname.split("/").length > 2;
    if (link.origin === location.origin && elsewhere && name && !found.has(link.href)) {
      found.set(link.href, name);
    }
    if (found.size === mostLinks) break;
  }
  return found;
}

/** Which kind of code it is; with one kind there is nothing to choose. */
function kindChoice(kinds) {
  if (kinds.length < 2) return null;
  const choices = kinds.map((kind, index) => {
    const radio = make("input", { type: "radio", name: "kind", value: kind });
    radio.checked = index === 0;
    return make("label", {}, radio, make("span", {}, kindNames[kind]));
  });
  return make("fieldset", { class: "kinds" }, make("legend", { class: "sr" }, "码的种类"), ...choices);
}

function suggestions(take) {
  const links = linksOfPage();
  if (links.size === 0) return null;
  const list = make("div", { class: "links" }, make("p", {}, "或者当作扫到了这一页的链接："));
  links.forEach((name, href) => {
    const chip = button("chip", "scan-link", name, () => take(href));
    chip.setAttribute("title", href);
    list.append(chip);
  });
  return list;
}

/**
 * Opens the scanner.
 * @param kinds "qrCode", "barCode" or both
 * @param refuse gets what was scanned and answers why it does not do, or null; the scanner stays open meanwhile
 * @returns `{ text, kind }`, or null when the person leaves
 */
export function showScanner(kinds, refuse) {
  return openDialog({ label: "扫一扫", look: "camera", test: "scan", dismissed: null }, (panel, close) => {
    const input = make("input", {
      id: "scan",
      type: "text",
      autocomplete: "off",
      "aria-describedby": "scan-error",
      "data-testid": "sandbox-scan-input",
      "data-first": "",
    });
    const error = make("p", { id: "scan-error", class: "error", role: "alert" });
    const submit = async (event) => {
      event.preventDefault();
      const checked = form.querySelector("[name=kind]:checked");
      const scanned = { text: input.value.trim(), kind: checked ? checked.value : kinds[0] };
      const problem = problemOf(scanned) || (await refuse(scanned));
      error.textContent = problem || "";
      input.setAttribute("aria-invalid", String(Boolean(problem)));
      if (problem) input.focus();
      else close(scanned);
    };
    const confirm = button("green", "scan-confirm", "扫到了");
    confirm.type = "submit";
    const take = (text) => {
      input.value = text;
      input.focus();
    };
    const form = make(
      "form",
      { onsubmit: submit },
      kindChoice(kinds),
      make("label", { for: "scan" }, "码里写着什么"),
      input,
      error,
      suggestions(take),
      confirm,
    );
    panel.append(
      head("扫一扫", () => close(null), "scan-cancel"),
      make("div", { class: "finder", "aria-hidden": "true" }, make("i", {})),
      form,
      make("p", { class: "notice" }, "沙箱没有摄像头：用文字代替"),
    );
  });
}

function problemOf({ text, kind }) {
  if (text === "") return "先写上码里的内容";
  return kind === "barCode" && !isBarcode(text) ? "条形码里只有英文字母、数字和半角符号" : null;
}
