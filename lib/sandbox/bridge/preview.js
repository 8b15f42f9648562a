/*
 * The app's picture viewer: one picture at a time, by buttons, keys and swipes.
 */
import { button, make, openDialog } from "./layer.js";

/** A finger that moved less wanted to tap. CSS pixels. */
const shortestSwipe = 40;

/** Tells `go` of swipes: +1 for the next picture. */
function watchSwipes(element, go) {
  let from = null;
  element.addEventListener("pointerdown", (event) => {
    from = event.clientX;
  });
  element.addEventListener("pointerup", (event) => {
    const way = from === null ? 0 : event.clientX - from;
    from = null;
    if (Math.abs(way) >= shortestSwipe) go(way < 0 ? 1 : -1);
  });
  element.addEventListener("pointercancel", () => {
    from = null;
  });
}

function arrow(test, sign, label, onclick) {
  const element = button(`arrow ${test}`, `preview-${test}`, sign, onclick);
  element.setAttribute("aria-label", label);
  return element;
}

/**
 * Shows the pictures until the person closes them.
 * @param urls at least one address
 * @param first the index of the one to begin with
 */
export function showPictures(urls, first) {
  let index = first;
  const picture = make("img", { alt: "", draggable: "false" });
  const broken = make("p", { class: "broken", role: "status" });
  const counter = make("p", { class: "counter", role: "status", "data-testid": "sandbox-preview-counter" });
  const back = arrow("back", "‹", "上一张", () => go(-1));
  const next = arrow("next", "›", "下一张", () => go(1));
  picture.addEventListener("error", () => {
    picture.hidden = true;
    broken.textContent = "这张图片打不开";
  });

  function show() {
    picture.hidden = false;
    broken.textContent = "";
    picture.src = urls[index];
    picture.alt = `第 ${index + 1} 张，共 ${urls.length} 张`;
    counter.textContent = `${index + 1}/${urls.length}`;
    back.disabled = index === 0;
    next.disabled = index === urls.length - 1;
  }
  function go(step) {
    index = Math.min(Math.max(index + step, 0), urls.length - 1);
    show();
  }
  const onkey = (event) => {
    if (event.key === "ArrowLeft") go(-1);
    if (event.key === "ArrowRight") go(1);
  };

  return openDialog({ label: "图片", look: "pictures", test: "preview", onkey }, (panel, close) => {
    const cross = button("cross", "preview-close", "✕", () => close(undefined));
    cross.setAttribute("aria-label", "关闭");
    cross.setAttribute("data-first", "");
    const stage = make("div", { class: "picture" }, picture, broken);
    watchSwipes(stage, go);
    panel.append(cross, stage, ...(urls.length > 1 ? [back, next, counter] : []));
    show();
  });
}
