import { describe, expect, it, vi } from "vitest";
import { type Answer, configuredPage, desktop, openPage, recorder } from "./jweixin-support";

/** What goes with every call; the tests look at the rest. */
const signature = /^(?:appId|verify[A-Z]\w+)$/;
const own = (parameters: Answer) =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => !signature.test(name)));

/** [wx's name, what the page gives, the app's name, what the app gets] */
const sendings: [string, Answer, string, Answer][] = [
  [
    "updateAppMessageShareData",
    { title: "t", desc: "d", link: "l", imgUrl: "i", success: null },
    "updateAppMessageShareData",
    { title: "t", desc: "d", link: "l", imgUrl: "i" },
  ],
  [
    "updateTimelineShareData",
    { title: "t", desc: "d", link: "l", imgUrl: "i" },
    "updateTimelineShareData",
    { title: "t", link: "l", imgUrl: "i" },
  ],
  ["startRecord", {}, "startRecord", {}],
  ["stopRecord", {}, "stopRecord", {}],
  ["playVoice", { localId: "1" }, "playVoice", { localId: "1" }],
  ["pauseVoice", { localId: "1" }, "pauseVoice", { localId: "1" }],
  ["stopVoice", { localId: "1" }, "stopVoice", { localId: "1" }],
  ["uploadVoice", { localId: "1" }, "uploadVoice", { localId: "1", isShowProgressTips: 1 }],
  [
    "downloadVoice",
    { serverId: "1", isShowProgressTips: "0" },
    "downloadVoice",
    { serverId: "1", isShowProgressTips: 0 },
  ],
  ["translateVoice", { localId: "1" }, "translateVoice", { localId: "1", isShowProgressTips: 1 }],
  [
    "chooseImage",
    {},
    "chooseImage",
    { scene: "1|2", count: 9, sizeType: ["original", "compressed"], sourceType: ["album", "camera"] },
  ],
  ["previewImage", { current: "a", urls: ["a"] }, "imagePreview", { current: "a", urls: ["a"] }],
  ["uploadImage", { localId: "1" }, "uploadImage", { localId: "1", isShowProgressTips: 1 }],
  ["downloadImage", { serverId: "1" }, "downloadImage", { serverId: "1", isShowProgressTips: 1 }],
  ["getLocalImgData", { localId: "1" }, "getLocalImgData", { localId: "1" }],
  ["getNetworkType", {}, "getNetworkType", {}],
  [
    "openLocation",
    { latitude: 1, longitude: 2 },
    "openLocation",
    { latitude: 1, longitude: 2, name: "", address: "", scale: 28, infoUrl: "" },
  ],
  ["getLocation", {}, "geoLocation", { type: "wgs84" }],
  ["hideOptionMenu", {}, "hideOptionMenu", {}],
  ["showOptionMenu", {}, "showOptionMenu", {}],
  ["hideMenuItems", { menuList: ["x"] }, "hideMenuItems", { menuList: ["x"] }],
  ["showMenuItems", { menuList: ["x"] }, "showMenuItems", { menuList: ["x"] }],
  ["hideAllNonBaseMenuItem", {}, "hideAllNonBaseMenuItem", {}],
  ["showAllNonBaseMenuItem", {}, "showAllNonBaseMenuItem", {}],
  ["closeWindow", {}, "closeWindow", {}],
  ["scanQRCode", {}, "scanQRCode", { needResult: 0, scanType: ["qrCode", "barCode"] }],
  [
    "scanQRCode",
    { needResult: 1, scanType: ["qrCode"] },
    "scanQRCode",
    { needResult: 1, scanType: ["qrCode"] },
  ],
  ["openAddress", {}, "editAddress", {}],
  [
    "openProductSpecificView",
    { productId: "p", extInfo: "e" },
    "openProductViewWithPid",
    { pid: "p", view_type: 0, ext_info: "e" },
  ],
  [
    "addCard",
    { cardList: [{ cardId: "c", cardExt: "e" }] },
    "batchAddCard",
    { card_list: [{ card_id: "c", card_ext: "e" }] },
  ],
  [
    "chooseCard",
    { timestamp: 7, nonceStr: "n", cardSign: "s" },
    "chooseCard",
    {
      app_id: "wx7f3c1e9a5b20d846",
      location_id: "",
      sign_type: "SHA1",
      card_id: "",
      card_type: "",
      card_sign: "s",
      time_stamp: "7",
      nonce_str: "n",
    },
  ],
  [
    "openCard",
    { cardList: [{ cardId: "c", code: "1" }] },
    "batchViewCard",
    { card_list: [{ card_id: "c", code: "1" }] },
  ],
  [
    "consumeAndShareCard",
    { cardId: "c", code: "1" },
    "consumedShareCard",
    { consumedCardId: "c", consumedCode: "1" },
  ],
  [
    "chooseWXPay",
    { timestamp: 1414587457, nonceStr: "n", package: "prepay_id=1", paySign: "S" },
    "getBrandWCPayRequest",
    { timeStamp: "1414587457", nonceStr: "n", package: "prepay_id=1", paySign: "S", signType: "SHA1" },
  ],
  [
    "chooseWXPay",
    { timestamp: "7", signType: "HMAC-SHA256" },
    "getBrandWCPayRequest",
    { timeStamp: "7", signType: "HMAC-SHA256" },
  ],
  ["openEnterpriseRedPacket", { timestamp: 1 }, "getRecevieBizHongBaoRequest", { timeStamp: "1" }],
  ["startSearchBeacons", { ticket: "t" }, "startMonitoringBeacons", { ticket: "t" }],
  ["stopSearchBeacons", {}, "stopMonitoringBeacons", {}],
  [
    "openEnterpriseChat",
    { userIds: "a;b", groupName: "g" },
    "openEnterpriseChat",
    { useridlist: "a;b", chatname: "g" },
  ],
  [
    "launchMiniProgram",
    { targetAppId: "wx1", path: "pages/a?b=1" },
    "launchMiniProgram",
    { targetAppId: "wx1", path: "pages/a.html?b=1" },
  ],
  ["launchMiniProgram", { targetAppId: "wx1" }, "launchMiniProgram", { targetAppId: "wx1", path: undefined }],
  ["openBusinessView", { businessType: "b" }, "openBusinessView", { businessType: "b", queryString: "" }],
  ["checkJsApi", { jsApiList: ["openAddress"] }, "checkJsApi", { jsApiList: ["editAddress"] }],
];

describe("what a call sends", () => {
  it.each(sendings)("wx.%s(%j) asks for %s", async (name, given, alias, expected) => {
    const { wx, lastCall } = await configuredPage();
    wx[name]?.(given);
    expect(lastCall().name).toBe(alias);
    expect(own(lastCall().parameters)).toMatchObject(expected);
    expect(lastCall().parameters.verifySignType).toBe("sha1");
  });

  it("goes straight to the app, before wx.config too: the app refuses", async () => {
    const { wx, lastCall } = await openPage();
    const { callbacks, heard } = recorder();
    wx.chooseWXPay?.({ ...callbacks, timestamp: 1 });
    expect(lastCall().parameters).toMatchObject({ verifySignType: "sha1", verifyTimestamp: "undefined" });
    lastCall().answer({
      err_msg: "get_brand_wcpay_request:fail, the permission value is offline verifying",
    });
    expect(heard[0]).toEqual([
      "fail",
      { errMsg: "chooseWXPay:fail, the permission value is offline verifying" },
    ]);
  });

  it("is nothing without a bridge", async () => {
    const { wx, calls } = await openPage({ userAgent: desktop, bridge: false });
    const { callbacks, names } = recorder();
    wx.openAddress?.(callbacks);
    wx.onMenuShareAppMessage?.(callbacks);
    expect([calls.length, names().length]).toEqual([0, 0]);
  });
});

describe("a tap in the menu", () => {
  const shares: [string, string, string, Answer][] = [
    [
      "onMenuShareAppMessage",
      "menu:share:appmessage",
      "sendAppMessage",
      { desc: "d", type: "link", data_url: "" },
    ],
    ["onMenuShareTimeline", "menu:share:timeline", "shareTimeline", { desc: "t", type: "link" }],
    ["onMenuShareQQ", "menu:share:qq", "shareQQ", { desc: "d" }],
    ["onMenuShareWeibo", "menu:share:weiboApp", "shareWeiboApp", { desc: "d" }],
    ["onMenuShareQZone", "menu:share:QZone", "shareQZone", { desc: "d" }],
  ];

  it.each(shares)("is told to trigger, and wx.%s's card is sent", async (name, event, command, more) => {
    const { wx, fire, lastCall } = await configuredPage();
    const { callbacks, heard, names } = recorder();
    wx[name]?.({ ...callbacks, title: "t", desc: "d", link: "https://shop.example/", imgUrl: "i" });
    fire(event, { scene: "friend" });
    expect(names()).toEqual(["trigger"]);
    expect(lastCall().name).toBe(command);
    const expected = { title: "t", link: "https://shop.example/", img_url: "i", ...more };
    expect(own(lastCall().parameters)).toMatchObject(expected);
    lastCall().answer({ err_msg: "send_app_msg:cancel" });
    expect(names()).toEqual(["trigger", "cancel", "complete"]);
    expect(heard[1]?.[1].errMsg).toBe(`${command}:cancel`);
  });

  it("without a card sends the page's title and address", async () => {
    const { wx, fire, lastCall } = await configuredPage();
    wx.onMenuShareAppMessage?.({});
    fire("menu:share:appmessage");
    expect(lastCall().parameters).toMatchObject({
      title: "月光宝石",
      desc: "",
      link: "https://shop.example/products/opal?from=x#top",
      img_url: "",
    });
  });

  it.each([
    ["onVoiceRecordEnd", "onVoiceRecordEnd"],
    ["onVoicePlayEnd", "onVoicePlayEnd"],
    ["onSearchBeacons", "onBeaconsInRange"],
  ])("wx.%s hears of its event", async (name, event) => {
    const { wx, fire } = await configuredPage();
    const { callbacks, names } = recorder();
    wx[name]?.(callbacks);
    fire(event, { err_msg: `${event}:ok` });
    expect(names()).toEqual(["trigger", "success", "complete"]);
  });
});

describe("in a mini program", () => {
  it.each([
    ["navigateTo", { url: "/a" }, { url: "/a" }],
    ["redirectTo", { url: "/a" }, { url: "/a" }],
    ["switchTab", { url: "/a" }, { url: "/a" }],
    ["reLaunch", { url: "/a" }, { url: "/a" }],
    ["navigateBack", undefined, { delta: 1 }],
    ["postMessage", { data: { x: 1 } }, { x: 1 }],
  ])("%s is passed on", async (name, given, arg) => {
    const { wx, lastCall } = await openPage();
    wx.miniProgram[name]?.(given);
    expect(lastCall()).toMatchObject({ name: "invokeMiniProgramAPI", parameters: { name, arg } });
  });

  it("getEnv says whether it is one", async () => {
    const told = vi.fn();
    const page = await openPage();
    page.wx.miniProgram.getEnv?.(told);
    const inside = await openPage({ globals: { __wxjs_environment: "miniprogram" } });
    inside.wx.miniProgram.getEnv?.(told);
    expect(told.mock.calls.map(([answer]) => answer.miniprogram)).toEqual([false, true]);
  });
});
