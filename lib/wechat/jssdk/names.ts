/** What a page can ask for in wx.config. */

/**
 * Every name that `jsApiList` takes in jweixin 1.6.0. WeChat grants what the account has and passes over the rest.
 * (JS-SDK, appendix 2)
 */
export const jsApiNames = [
  "updateAppMessageShareData",
  "updateTimelineShareData",
  // Retired in name; some Android clients still want them before they take the two above.
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
  "translateVoice",
  "chooseImage",
  "previewImage",
  "uploadImage",
  "downloadImage",
  "getLocalImgData",
  "getNetworkType",
  "openLocation",
  "getLocation",
  "startSearchBeacons",
  "stopSearchBeacons",
  "onSearchBeacons",
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
  "consumeAndShareCard",
  "chooseWXPay",
  "openEnterpriseRedPacket",
  "openAddress",
  "openBusinessView",
  "openEnterpriseChat",
  "launchMiniProgram",
  "checkJsApi",
  // Not in the appendix: merchant transfers have it in their own chapter. (WeChat Pay v3, merchant transfer)
  "requestMerchantTransfer",
] as const;

export type JsApiName = (typeof jsApiNames)[number];

/** Every tag that `openTagList` takes. (Open tags for web pages) */
export const openTagNames = [
  "wx-open-launch-weapp",
  "wx-open-launch-app",
  "wx-open-subscribe",
  "wx-open-audio",
] as const;

export type OpenTagName = (typeof openTagNames)[number];
