/*
 * <wx-open-subscribe>: a button that the app draws in the page, and the question behind it. It works once wx.config
 * with openTagList has succeeded. (Open tags; subscription notices)
 */
import { button, head, make, openDialog, showToast } from "./layer.js";
import { askSandbox, pageAddress } from "./native.js";

const openSubscribe = "wx-open-subscribe";

/** The page's templates: <script type="text/wxtag-template">, one of them perhaps with slot="style". */
function templatesOf(element) {
  const scripts = Array.from(element.querySelectorAll('script[type="text/wxtag-template"]'));
  const styleFirst = scripts.sort((a, b) => Number(b.slot === "style") - Number(a.slot === "style"));
  return styleFirst.map((script) => script.textContent).join("\n");
}

const tell = (element, type, detail) => element.dispatchEvent(new CustomEvent(type, { detail }));

function askPerson(templates) {
  const fill = (panel, close) => {
    const allow = button("green", "subscribe-accept", "允许", () => close(true));
    allow.setAttribute("data-first", "");
    panel.append(
      head("接收以下通知", () => close(null), "subscribe-cancel"),
      ...templates.map(({ title }) =>
        make("div", { class: "row" }, make("span", { class: "name" }, title), make("span", {}, "一次")),
      ),
      allow,
      button("link", "subscribe-reject", "拒绝", () => close(false)),
      make("p", { class: "notice" }, "沙箱 · 允许一次，公众号就能发一条"),
    );
  };
  return openDialog({ label: "接收以下通知", dismissed: null }, fill);
}

async function onTap(element) {
  const template = element.getAttribute("template") || "";
  const question = await askSandbox("bridge/subscribe/open", { template, url: pageAddress() });
  if (!question.ok) {
    showToast("暂时不能订阅");
    tell(element, "error", { errMsg: question.errMsg, errCode: question.errCode });
    return;
  }
  const accept = await askPerson(question.templates);
  const templateIds = question.templates.map(({ id }) => id);
  const status = accept ? "accept" : accept === null ? "cancel" : "reject";
  if (accept !== null) await askSandbox("chat/act", { act: "template-answer", templateIds, accept });
  if (accept) showToast("已订阅", "有消息时会在公众号的聊天里看到");
  const details = {};
  for (const id of templateIds) details[id] = { status };
  tell(element, "success", { errMsg: "subscribe:ok", subscribeDetails: JSON.stringify(details) });
}

/** From here on the page's tags are drawn, those that it adds later too. */
export function allowOpenTags(names) {
  if (!names.includes(openSubscribe) || customElements.get(openSubscribe)) return;
  customElements.define(
    openSubscribe,
    class extends HTMLElement {
      connectedCallback() {
        if (this.shadowRoot) return;
        const drawn = make("div", {});
        drawn.innerHTML = templatesOf(this);
        const shadow = this.attachShadow({ mode: "open" });
        shadow.append(drawn);
        drawn.addEventListener("click", () => {
          onTap(this).catch((error) => tell(this, "error", { errMsg: String(error), errCode: -1 }));
        });
        tell(this, "ready", {});
      }
    },
  );
}
