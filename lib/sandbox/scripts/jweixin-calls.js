/*
 * The calls of the JS-SDK: what each one sends to the app, and how its answer reads. (JS-SDK, all interfaces)
 */
import { internalName, publicName } from "../bridge/api-names.js";
import { call, configured, onAndroid, onIos, sdk, subscribe, whenBridge } from "./jweixin-core.js";

const nothing = () => ({});
const only =
  (...names) =>
  (options) =>
    names.reduce((sent, name) => Object.assign(sent, { [name]: options[name] }), {});
/** What goes to or comes from WeChat's servers shows a progress bar, unless it is told not to. */
const transfer = (name) => (options) => ({
  [name]: options[name],
  isShowProgressTips: Number(options.isShowProgressTips) === 0 ? 0 : 1,
});

/** The timestamp has a capital S here, must be a text, and a missing signType means SHA1. (JSAPI call-up) */
const payment = (options) => ({
  timeStamp: `${options.timestamp}`,
  nonceStr: options.nonceStr,
  package: options.package,
  paySign: options.paySign,
  signType: options.signType || "SHA1",
});

/** A mini program's path, where its pages end in `.html`. */
function miniProgramPath(path) {
  if (typeof path !== "string" || path === "") return undefined;
  const [page, query] = path.split("?");
  return query === undefined ? `${page}.html` : `${page}.html?${query}`;
}

const sent = {
  checkJsApi: (options) => ({ jsApiList: (options.jsApiList || []).map(internalName) }),
  updateAppMessageShareData: only("title", "desc", "link", "imgUrl"),
  updateTimelineShareData: only("title", "link", "imgUrl"),
  startRecord: nothing,
  stopRecord: nothing,
  playVoice: only("localId"),
  pauseVoice: only("localId"),
  stopVoice: only("localId"),
  uploadVoice: transfer("localId"),
  downloadVoice: transfer("serverId"),
  translateVoice: transfer("localId"),
  chooseImage: (options) => ({
    scene: "1|2",
    count: options.count || 9,
    sizeType: options.sizeType || ["original", "compressed"],
    sourceType: options.sourceType || ["album", "camera"],
  }),
  previewImage: only("current", "urls"),
  uploadImage: transfer("localId"),
  downloadImage: transfer("serverId"),
  getNetworkType: nothing,
  openLocation: (options) => ({
    latitude: options.latitude,
    longitude: options.longitude,
    name: options.name || "",
    address: options.address || "",
    scale: options.scale || 28,
    infoUrl: options.infoUrl || "",
  }),
  getLocation: (options) => ({ type: options.type || "wgs84" }),
  hideOptionMenu: nothing,
  showOptionMenu: nothing,
  hideMenuItems: only("menuList"),
  showMenuItems: only("menuList"),
  hideAllNonBaseMenuItem: nothing,
  showAllNonBaseMenuItem: nothing,
  closeWindow: nothing,
  scanQRCode: (options) => ({
    needResult: options.needResult || 0,
    scanType: options.scanType || ["qrCode", "barCode"],
  }),
  openAddress: nothing,
  openProductSpecificView: (options) => ({
    pid: options.productId,
    view_type: options.viewType || 0,
    ext_info: options.extInfo,
  }),
  addCard: (options) => ({
    card_list: options.cardList.map(({ cardId, cardExt }) => ({ card_id: cardId, card_ext: cardExt })),
  }),
  chooseCard: (options) => ({
    app_id: configured().appId,
    location_id: options.shopId || "",
    sign_type: options.signType || "SHA1",
    card_id: options.cardId || "",
    card_type: options.cardType || "",
    card_sign: options.cardSign,
    time_stamp: `${options.timestamp}`,
    nonce_str: options.nonceStr,
  }),
  openCard: (options) => ({
    card_list: options.cardList.map(({ cardId, code }) => ({ card_id: cardId, code })),
  }),
  consumeAndShareCard: (options) => ({ consumedCardId: options.cardId, consumedCode: options.code }),
  chooseWXPay: payment,
  openEnterpriseRedPacket: payment,
  startSearchBeacons: only("ticket"),
  stopSearchBeacons: nothing,
  openEnterpriseChat: (options) => ({ useridlist: options.userIds, chatname: options.groupName }),
  launchMiniProgram: (options) => ({
    targetAppId: options.targetAppId,
    path: miniProgramPath(options.path),
    envVersion: options.envVersion,
  }),
  openBusinessView: (options) => ({
    businessType: options.businessType,
    queryString: options.queryString || "",
    envVersion: options.envVersion,
  }),
};

function parsed(text, otherwise) {
  try {
    return JSON.parse(text);
  } catch (_error) {
    return otherwise;
  }
}

/** Gives a field its public name. */
function rename(answer, from, to) {
  if (!(from in answer)) return;
  answer[to] = answer[from];
  delete answer[from];
}

const adapted = {
  checkJsApi(answer) {
    if (typeof answer.checkResult === "string") answer.checkResult = parsed(answer.checkResult, {});
    const result = answer.checkResult || {};
    for (const name of Object.keys(result)) {
      if (publicName(name) !== name) rename(result, name, publicName(name));
    }
  },
  chooseImage(answer) {
    if (onAndroid) answer.localIds = parsed(answer.localIds, answer.localIds);
  },
  getLocation(answer) {
    delete answer.type;
  },
  getNetworkType(answer) {
    const result = answer.errMsg.slice(answer.errMsg.indexOf(":") + 1);
    const type = answer.subtype || (["wifi", "edge", "wwan"].includes(result) ? result : "");
    delete answer.subtype;
    answer.errMsg = type ? "getNetworkType:ok" : "getNetworkType:fail";
    if (type) answer.networkType = type;
  },
  scanQRCode(answer) {
    if (!onIos || !answer.resultStr) return;
    const { scan_code: code = {} } = parsed(answer.resultStr, {});
    answer.resultStr = code.scan_result;
  },
  openAddress(answer) {
    rename(answer, "addressPostalCode", "postalCode");
    rename(answer, "proviceFirstStageName", "provinceName");
    rename(answer, "addressCitySecondStageName", "cityName");
    rename(answer, "addressCountiesThirdStageName", "countryName");
    rename(answer, "addressDetailInfo", "detailInfo");
  },
  addCard(answer) {
    if (!answer.card_list) return;
    answer.cardList = parsed(answer.card_list, []).map(({ card_id, card_ext, is_succ, ...rest }) => {
      return { ...rest, cardId: card_id, cardExt: card_ext, isSuccess: Boolean(is_succ) };
    });
    delete answer.card_list;
  },
  chooseCard(answer) {
    rename(answer, "choose_card_info", "cardList");
  },
  openBusinessView(answer) {
    if (onAndroid && answer.extraData) answer.extraData = parsed(answer.extraData, {});
  },
};

for (const name of Object.keys(sent)) {
  sdk[name] = (options = {}) => call(internalName(name), sent[name](options), options, adapted[name]);
}

// Asked for several pictures at once the app answers one: the others wait for their turn.
const pictures = [];
function nextPicture() {
  const options = pictures[0];
  const done = () => {
    pictures.shift();
    if (pictures.length > 0) nextPicture();
  };
  call("getLocalImgData", { localId: options.localId }, options, done);
}
sdk.getLocalImgData = (options) => {
  if (pictures.push(options) === 1) nextPicture();
};

for (const name of ["onVoiceRecordEnd", "onVoicePlayEnd", "onSearchBeacons"]) {
  sdk[name] = (options) => subscribe(internalName(name), options);
}

const titleAtLoad = document.title;
const card = (options) => ({
  title: options.title || titleAtLoad,
  desc: options.desc || "",
  link: options.link || location.href,
  img_url: options.imgUrl || "",
});
const typedCard = (options) => ({
  ...card(options),
  type: options.type || "link",
  data_url: options.dataUrl || "",
});
const shares = {
  onMenuShareTimeline: ["shareTimeline", (o) => ({ ...typedCard(o), desc: o.title || titleAtLoad })],
  onMenuShareAppMessage: ["sendAppMessage", typedCard],
  onMenuShareQQ: ["shareQQ", card],
  onMenuShareWeibo: ["shareWeiboApp", card],
  onMenuShareQZone: ["shareQZone", card],
};
for (const name of Object.keys(shares)) {
  const [command, cardOf] = shares[name];
  sdk[name] = (options) =>
    subscribe(internalName(name), options, () => call(command, cardOf(options), options));
}

const inMiniProgram =
  (name, argument) =>
  (options = {}) =>
    whenBridge(() => call("invokeMiniProgramAPI", { name, arg: argument(options) }, options));
sdk.miniProgram = {
  navigateBack: inMiniProgram("navigateBack", (options) => ({ delta: options.delta || 1 })),
  postMessage: inMiniProgram("postMessage", (options) => options.data || {}),
  getEnv: (callback) =>
    whenBridge(() => callback({ miniprogram: window.__wxjs_environment === "miniprogram" })),
};
for (const name of ["navigateTo", "redirectTo", "switchTab", "reLaunch"]) {
  sdk.miniProgram[name] = inMiniProgram(name, only("url"));
}
