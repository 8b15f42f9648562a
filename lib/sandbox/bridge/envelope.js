/*
 * A cash red pack: the sealed envelope, and what was in it. (WeChat Pay, cash red packs)
 */
import { button, make, openDialog, showToast } from "./layer.js";
import { askSandbox } from "./native.js";

const redPackNotice = "沙箱 · 不会真的入账";

const senderLine = (pack) =>
  make(
    "p",
    { class: "sender" },
    make("img", { src: pack.senderIcon, alt: "", width: 28, height: 28 }),
    `${pack.sender}的红包`,
  );

const bigAmount = (fen) =>
  make(
    "p",
    { class: "won", "data-testid": "sandbox-red-pack-amount" },
    (fen / 100).toFixed(2),
    make("small", {}, "元"),
  );

/** Everybody who opened a group's red pack, the luckiest marked once all is taken. */
function takers(pack) {
  if (pack.count < 2) return null;
  const most = Math.max(...pack.takes.map((take) => take.amount));
  const all = pack.takes.length === pack.count;
  const rows = pack.takes.map((take) =>
    make(
      "li",
      { "data-testid": "sandbox-red-pack-taker" },
      make("img", { src: take.avatar, alt: "", width: 36, height: 36 }),
      make("span", {}, take.name, all && take.amount === most ? make("em", {}, "手气最佳") : null),
      make("b", {}, `${(take.amount / 100).toFixed(2)}元`),
    ),
  );
  const line = `已领取 ${pack.takes.length}/${pack.count} 个，共 ${(pack.amount / 100).toFixed(2)} 元`;
  return make("div", { class: "takers" }, make("p", {}, line), make("ul", {}, ...rows));
}

/** The page behind the envelope. */
function contents(pack, close) {
  const won = pack.won !== null;
  return [
    make("div", { class: "flap-top", "aria-hidden": "true" }),
    senderLine(pack),
    make("p", { class: "wishing" }, pack.wishing),
    won ? bigAmount(pack.won) : make("p", { class: "sorry", role: "status" }, pack.message),
    won ? make("p", { class: "stored", role: "status" }, "已存入零钱，可直接使用") : null,
    takers(pack),
    button("done", "red-pack-done", "完成", () => close(undefined)),
    make("p", { class: "notice" }, redPackNotice),
  ].filter(Boolean);
}

function showContents(panel, pack, close) {
  panel.textContent = "";
  panel.className = "panel contents";
  panel.append(...contents(pack, close));
  panel.querySelector(".done").focus({ preventScroll: true });
}

/** Opens it: what comes back is the pack as it is now, with what this person got. */
async function tearOpen(id, coin) {
  coin.disabled = true;
  coin.classList.add("turning");
  try {
    const answer = await askSandbox("bridge/red-pack/open", { id });
    if (answer.ok) return answer.pack;
    showToast(answer.message || "红包没有打开", null);
  } catch (_error) {
    showToast("沙箱没有回答", null);
  }
  coin.disabled = false;
  coin.classList.remove("turning");
  return null;
}

function sealed(pack, panel, close) {
  const coin = button("coin", "red-pack-open", "開", async () => {
    const opened = await tearOpen(pack.id, coin);
    if (opened) showContents(panel, opened, close);
  });
  coin.setAttribute("aria-label", "开红包");
  coin.setAttribute("data-first", "");
  const cross = button("leave", "red-pack-leave", "✕", () => close(undefined));
  cross.setAttribute("aria-label", "以后再领");
  panel.append(
    make(
      "div",
      { class: "envelope" },
      senderLine(pack),
      make("p", { class: "wishing" }, pack.wishing),
      pack.count > 1 ? make("p", { class: "kind" }, `拼手气红包 · 共 ${pack.count} 个`) : null,
      coin,
    ),
    cross,
  );
}

let envelopeOpen = false;

/** Shows a red pack: sealed when this person can still open it, else what became of it. */
export async function showEnvelope(id) {
  if (envelopeOpen) return;
  envelopeOpen = true;
  try {
    const answer = await askSandbox("bridge/red-pack/look", { id });
    if (!answer.ok) showToast(answer.message, null);
    else {
      const { pack } = answer;
      const about = {
        label: `${pack.sender}的红包`,
        look: "red-pack",
        test: "red-pack",
        dismissed: undefined,
      };
      await openDialog(about, (panel, close) => {
        if (pack.sealed) sealed(pack, panel, close);
        else {
          panel.className = "panel contents";
          panel.append(...contents(pack, close));
        }
      });
    }
  } catch (_error) {
    showToast("沙箱没有回答", null);
  }
  envelopeOpen = false;
}
