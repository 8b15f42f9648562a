/*
 * Where the name that a page calls differs from the name that the app knows. Both sides need it: the JS-SDK to ask
 * (../scripts), the bridge to tell whether the page's jsApiList has the call. (JS-SDK, jsApiList)
 */
const internalNames = {
  config: "preVerifyJSAPI",
  onMenuShareTimeline: "menu:share:timeline",
  onMenuShareAppMessage: "menu:share:appmessage",
  onMenuShareQQ: "menu:share:qq",
  onMenuShareWeibo: "menu:share:weiboApp",
  onMenuShareQZone: "menu:share:QZone",
  previewImage: "imagePreview",
  getLocation: "geoLocation",
  openProductSpecificView: "openProductViewWithPid",
  addCard: "batchAddCard",
  openCard: "batchViewCard",
  chooseWXPay: "getBrandWCPayRequest",
  openEnterpriseRedPacket: "getRecevieBizHongBaoRequest",
  startSearchBeacons: "startMonitoringBeacons",
  stopSearchBeacons: "stopMonitoringBeacons",
  onSearchBeacons: "onBeaconsInRange",
  consumeAndShareCard: "consumedShareCard",
  openAddress: "editAddress",
};

// Maps, and no Object.hasOwn: the oldest web views do not have it.
const internal = new Map(Object.entries(internalNames));
const original = new Map(Array.from(internal, ([name, alias]) => [alias, name]));

/** The app's name for a call. */
export const internalName = (name) => internal.get(name) || name;

/** The page's name for a call. */
export const publicName = (name) => original.get(name) || name;
