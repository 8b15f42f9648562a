/** What `wx.config` may ask for: the interfaces of jweixin 1.6.0 and the open tags. (JS-SDK, appendix 2) */

const interfaces = [
  "updateAppMessageShareData",
  "updateTimelineShareData",
  "onMenuShareTimeline",
  "onMenuShareAppMessage",
  "onMenuShareQQ",
  "onMenuShareWeibo",
  "onMenuShareQZone",
  "startRecord",
  "stopRecord",
  "onVoiceRecordEnd",
  "playVoice",
  "pauseVoice",
  "stopVoice",
  "onVoicePlayEnd",
  "uploadVoice",
  "downloadVoice",
  "chooseImage",
  "previewImage",
  "uploadImage",
  "downloadImage",
  "getLocalImgData",
  "translateVoice",
  "getNetworkType",
  "openLocation",
  "getLocation",
  "hideOptionMenu",
  "showOptionMenu",
  "hideMenuItems",
  "showMenuItems",
  "hideAllNonBaseMenuItem",
  "showAllNonBaseMenuItem",
  "closeWindow",
  "scanQRCode",
  "openProductSpecificView",
  "addCard",
  "chooseCard",
  "openCard",
  "chooseWXPay",
  "openAddress",
  "checkJsApi",
  "startSearchBeacons",
  "stopSearchBeacons",
  "onSearchBeacons",
  "consumeAndShareCard",
  "launchMiniProgram",
  "openBusinessView",
  "openEnterpriseRedPacket",
  "openEnterpriseChat",
  "requestMerchantTransfer",
] as const;

/** What jweixin calls some of them when it talks to the bridge, `verifyJsApiList` included. (wx.config) */
const bridgeNames: Readonly<Record<string, string>> = {
  "menu:share:timeline": "onMenuShareTimeline",
  "menu:share:appmessage": "onMenuShareAppMessage",
  "menu:share:qq": "onMenuShareQQ",
  "menu:share:weiboApp": "onMenuShareWeibo",
  "menu:share:QZone": "onMenuShareQZone",
  imagePreview: "previewImage",
  geoLocation: "getLocation",
  openProductViewWithPid: "openProductSpecificView",
  batchAddCard: "addCard",
  batchViewCard: "openCard",
  getBrandWCPayRequest: "chooseWXPay",
  getRecevieBizHongBaoRequest: "openEnterpriseRedPacket",
  startMonitoringBeacons: "startSearchBeacons",
  stopMonitoringBeacons: "stopSearchBeacons",
  onBeaconsInRange: "onSearchBeacons",
  consumedShareCard: "consumeAndShareCard",
  editAddress: "openAddress",
};

const openTags: readonly string[] = [
  "wx-open-launch-weapp",
  "wx-open-launch-app",
  "wx-open-subscribe",
  "wx-open-audio",
];

const known: ReadonlySet<string> = new Set([...interfaces, ...Object.keys(bridgeNames)]);

/** Whether jweixin 1.6.0 has the interface, by its public name or by the bridge's. */
export const isInterface = (name: string): boolean => known.has(name);

/** The name that pages use: `previewImage` for the bridge's `imagePreview`. */
export const publicName = (name: string): string =>
  Object.hasOwn(bridgeNames, name) ? (bridgeNames[name] ?? name) : name;

export const isOpenTag = (name: string): boolean => openTags.includes(name);

/** A real interface whose name differs in upper and lower case only; null when there is none. */
export function meantInterface(name: string): string | null {
  const wanted = name.trim().toLowerCase();
  return interfaces.find((candidate) => candidate.toLowerCase() === wanted) ?? null;
}
