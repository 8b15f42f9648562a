/*
 * What the page wants to be shared as. (JS-SDK, sharing)
 */
import { pageAddress } from "./native.js";
import { refusalOf } from "./permission.js";

/** By target what the page set: a card, or a listener that is told of the tap and then gives the card. */
const wishes = new Map();
const eventTargets = new Map([
  ["menu:share:appmessage", "friend"],
  ["menu:share:timeline", "timeline"],
]);
const commandTargets = { sendAppMessage: "friend", shareTimeline: "timeline" };
/** The app's entries that a page may hide; the others stay. (JS-SDK, menu items) */
const entryOf = {
  "menuItem:share:appMessage": "friend",
  "menuItem:share:timeline": "timeline",
  "menuItem:copyUrl": "copy",
  "menuItem:openWithSafari": "browser",
  "menuItem:openWithQQBrowser": "browser",
};

const hidden = new Set();
let menuHidden = false;

/** Which card a tap asked the page for; null when nobody taps. */
let asked = null;

const hostOf = (address) => {
  try {
    return new URL(address).hostname;
  } catch (_error) {
    return null;
  }
};

/** Why WeChat does not take the card; null when it does. */
function refusedCard(card, required) {
  const empty = required.find((name) => !card[name]);
  if (empty) return `${empty} 是空的`;
  if (card.link && hostOf(card.link) !== location.hostname) return `link 的域名不是 ${location.hostname}`;
  return null;
}

function cardOf({ title, desc, link, imgUrl }) {
  const text = (value) => (value === undefined || value === null ? "" : String(value));
  return { title: text(title), desc: text(desc), link: text(link) || pageAddress(), imgUrl: text(imgUrl) };
}

const setBy = (name) => `内容来自 ${name}`;

/** updateAppMessageShareData and updateTimelineShareData: it succeeds when the card is kept, not when it is shared. */
function keepCard(name, target, required) {
  return (parameters) => {
    const why = refusedCard(parameters, required);
    if (why) return { err_msg: `${name}:fail`, why };
    wishes.set(target, { card: cardOf(parameters), source: setBy(name) });
    return { err_msg: `${name}:ok` };
  };
}

/** The page gives its card after a tap. Without a tap nobody asked for it. */
function takeCard(name) {
  return ({ img_url: imgUrl, ...rest }) => {
    if (!asked || asked.target !== commandTargets[name]) {
      return { err_msg: `${name}:access_denied`, why: "只有人点了菜单里的分享，页面才能这样分享" };
    }
    asked.give({ ...cardOf({ ...rest, imgUrl }), source: setBy(name) });
    return { err_msg: `${name}:ok` };
  };
}

const done = (name, work) => (parameters) => {
  work(parameters);
  return { err_msg: `${name}:ok` };
};
const entriesIn = ({ menuList }) =>
  (Array.isArray(menuList) ? menuList : Object.keys(entryOf)).map((name) => entryOf[name]);
const hide = (parameters) => {
  for (const entry of entriesIn(parameters)) hidden.add(entry);
};
const show = (parameters) => {
  for (const entry of entriesIn(parameters)) hidden.delete(entry);
};

/** What pages call about sharing and the menu. */
export const shareCalls = {
  updateAppMessageShareData: keepCard("updateAppMessageShareData", "friend", ["title", "desc", "imgUrl"]),
  updateTimelineShareData: keepCard("updateTimelineShareData", "timeline", ["title", "imgUrl"]),
  sendAppMessage: takeCard("sendAppMessage"),
  shareTimeline: takeCard("shareTimeline"),
  hideMenuItems: done("hideMenuItems", hide),
  showMenuItems: done("showMenuItems", show),
  hideAllNonBaseMenuItem: done("hideAllNonBaseMenuItem", () => hide({})),
  showAllNonBaseMenuItem: done("showAllNonBaseMenuItem", () => show({})),
  hideOptionMenu: done("hideOptionMenu", () => {
    menuHidden = true;
  }),
  showOptionMenu: done("showOptionMenu", () => {
    menuHidden = false;
  }),
};

/** The page listens to a tap in the menu. (JS-SDK, onMenuShareAppMessage) */
export function listenToMenu(event, listener) {
  const target = eventTargets.get(event);
  if (target) wishes.set(target, { event, listener });
}

/** Whether the page left this entry in the app's menu. */
export const isOffered = (entry) => !menuHidden && !hidden.has(entry);

const ownCard = () => ({
  title: document.title,
  desc: pageAddress(),
  link: pageAddress(),
  imgUrl: "",
  source: "页面没有设置分享内容：用标题和网址",
});

/** The card as far as it is known before anybody taps. */
export function knownCard(target) {
  const wish = wishes.get(target);
  if (!wish) return ownCard();
  if (wish.card) return { ...wish.card, source: wish.source };
  return { ...ownCard(), source: "页面在点按之后才给出（onMenuShare…）" };
}

/** A page that was told of a tap and says nothing within this time is shared as it is. Milliseconds. */
const patience = 1000;

/** The card that a tap really shares. */
export async function sharedCard(target) {
  const wish = wishes.get(target);
  if (!wish || wish.card) return knownCard(target);
  const refusal = refusalOf(wish.event, {});
  if (refusal) return { ...ownCard(), source: refusal.why };
  const given = await new Promise((give) => {
    asked = { target, give };
    setTimeout(give, patience, null);
    wish.listener({ scene: target, shareTo: target });
  });
  asked = null;
  return given || { ...ownCard(), source: "页面没有给出要分享的内容" };
}
