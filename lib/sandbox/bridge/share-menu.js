/*
 * The app's menu behind ···: what the page is shared as, to whom, and what else the app does with a page.
 */
import { button, make, openDialog } from "./layer.js";
import { pageAddress } from "./native.js";
import { isOffered, knownCard, sharedCard } from "./share.js";

/** Line drawings on a 24 px grid. */
const icons = {
  friend: "M4 5h16v11H11l-5 4v-4H4z",
  timeline: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 3v9l7 5M12 12l-8 4",
  refresh: "M19 12a7 7 0 1 1-2.2-5.1M19 4.5V8.5h-4",
  copy: "M9 15l6-6M10 6l1.5-1.5a4.2 4.2 0 0 1 6 6L16 12M14 18l-1.5 1.5a4.2 4.2 0 0 1-6-6L8 12",
  browser: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM3 12h18M12 3c4 5 4 13 0 18M12 3c-4 5-4 13 0 18",
};

function drawing(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", icons[name]);
  svg.append(path);
  return svg;
}

function thumbnail(address) {
  const place = make("span", { class: "thumb", "aria-hidden": "true" }, drawing("copy"));
  if (!/^https?:/i.test(address)) return place;
  const picture = make("img", { src: address, alt: "" });
  picture.addEventListener("error", () => picture.remove());
  place.append(picture);
  return place;
}

/** As it looks in a chat, or among friends' moments, which show no description. */
function cardView(card, target) {
  const host = new URL(card.link, location.href).host;
  return make(
    "div",
    { class: `share ${target}`, "data-testid": "sandbox-share-card", "data-target": target },
    make("b", {}, card.title),
    make("div", { class: "share-body" }, make("p", {}, card.desc), thumbnail(card.imgUrl)),
    make("small", { class: "host" }, host),
    make("code", {}, card.link),
  );
}

const source = (card) => make("p", { class: "source" }, card.source);

function entry(name, test, text, act) {
  const element = button("entry", test, "", act);
  element.append(make("span", {}, drawing(name)), make("small", {}, text));
  return element;
}

const sentTitles = { friend: "已发送给朋友", timeline: "已分享到朋友圈" };

async function share(target, panel, close) {
  const card = await sharedCard(target);
  const done = button("wide", "menu-close", "完成", () => close(undefined));
  panel.textContent = "";
  panel.append(
    make("h2", { role: "status" }, sentTitles[target]),
    cardView(card, target),
    source(card),
    done,
  );
  done.focus();
}

async function copyAddress() {
  try {
    await navigator.clipboard.writeText(pageAddress());
  } catch (_error) {
    // A frame without the permission: the address stands in the card, to be copied by hand.
  }
}

function rows(panel, close) {
  const after = (act) => () => {
    close(undefined);
    act();
  };
  const browse = () => window.open(pageAddress(), "_blank", "noopener");
  const sharing = [
    isOffered("friend") && entry("friend", "share-friend", "发送给朋友", () => share("friend", panel, close)),
    isOffered("timeline") &&
      entry("timeline", "share-timeline", "分享到朋友圈", () => share("timeline", panel, close)),
  ];
  const others = [
    entry(
      "refresh",
      "menu-refresh",
      "刷新",
      after(() => location.reload()),
    ),
    isOffered("copy") && entry("copy", "menu-copy", "复制链接", after(copyAddress)),
    isOffered("browser") && entry("browser", "menu-browser", "在浏览器打开", after(browse)),
  ];
  return [sharing, others]
    .filter((entries) => entries.some(Boolean))
    .map((entries) => make("div", { class: "entries" }, ...entries));
}

let open = false;

/** Opens the menu; a second tap while it is open does nothing. */
export async function showMenu() {
  if (open) return;
  open = true;
  await openDialog({ label: "更多", look: "more", test: "menu" }, (panel, close) => {
    const shares = isOffered("friend") || isOffered("timeline");
    const card = knownCard("friend");
    panel.append(
      ...(shares
        ? [cardView(card, "friend"), source(card)]
        : [make("p", { class: "source" }, "页面隐藏了分享")]),
      ...rows(panel, close),
      button("wide", "menu-close", "取消", () => close(undefined)),
    );
  });
  open = false;
}
