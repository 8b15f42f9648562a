import { describe, expect, it, vi } from "vitest";
import { type Answer, android, configuredPage, iphone, recorder } from "./jweixin-support";

describe("what an answer says", () => {
  const answered = async (name: string, raw: Answer, userAgent = android) => {
    const { wx, lastCall } = await configuredPage({ userAgent });
    const { callbacks, heard } = recorder();
    wx[name]?.({ ...callbacks, cardList: [] });
    lastCall().answer(raw);
    return heard.at(-1)?.[1];
  };

  it("an address has the page's names", async () => {
    const raw = {
      err_msg: "edit_address:ok",
      userName: "林月",
      telNumber: "1",
      addressPostalCode: "310013",
      proviceFirstStageName: "浙江省",
      addressCitySecondStageName: "杭州市",
      addressCountiesThirdStageName: "西湖区",
      addressDetailInfo: "龙井路",
      nationalCode: "330106",
    };
    expect(await answered("openAddress", raw)).toEqual({
      errMsg: "openAddress:ok",
      userName: "林月",
      telNumber: "1",
      postalCode: "310013",
      provinceName: "浙江省",
      cityName: "杭州市",
      countryName: "西湖区",
      detailInfo: "龙井路",
      nationalCode: "330106",
    });
  });

  it.each<[string, Answer, Answer]>([
    ["network_type:wifi", {}, { errMsg: "getNetworkType:ok", networkType: "wifi" }],
    ["network_type:wwan", { subtype: "4g" }, { errMsg: "getNetworkType:ok", networkType: "4g" }],
    ["network_type:fail", {}, { errMsg: "getNetworkType:fail" }],
  ])("the network type of %s %j", async (err_msg, more, expected) => {
    expect(await answered("getNetworkType", { err_msg, ...more })).toEqual(expected);
  });

  it("a scan is plain text on Android, and wrapped on an iPhone", async () => {
    const plain = { err_msg: "scanQRCode:ok", resultStr: "CODE_128,123" };
    expect(await answered("scanQRCode", plain)).toMatchObject({ resultStr: "CODE_128,123" });
    const resultStr = JSON.stringify({ scan_code: { scan_result: "月" } });
    expect(await answered("scanQRCode", { ...plain, resultStr }, iphone)).toMatchObject({ resultStr: "月" });
    expect(await answered("scanQRCode", { ...plain, resultStr: "{" }, iphone)).toHaveProperty(
      "resultStr",
      undefined,
    );
    expect(await answered("scanQRCode", { err_msg: "scanQRCode:cancel" }, iphone)).toEqual({
      errMsg: "scanQRCode:cancel",
    });
  });

  it.each([
    ["a text, as on Android", (result: Answer) => JSON.stringify(result), android],
    ["an object, as on an iPhone", (result: Answer) => result, iphone],
  ])("checkJsApi has the page's names out of %s", async (_form, pack, userAgent) => {
    const checkResult = pack({ editAddress: true, scanQRCode: false });
    expect(await answered("checkJsApi", { err_msg: "checkJsApi:ok", checkResult }, userAgent)).toEqual({
      errMsg: "checkJsApi:ok",
      checkResult: { openAddress: true, scanQRCode: false },
    });
  });

  it("pictures are a list, also where Android sends a text", async () => {
    const localIds = JSON.stringify(["wxLocalResource://1"]);
    expect(await answered("chooseImage", { err_msg: "chooseImage:ok", localIds })).toMatchObject({
      localIds: ["wxLocalResource://1"],
    });
    expect(await answered("chooseImage", { err_msg: "chooseImage:ok", localIds: "[" })).toMatchObject({
      localIds: "[",
    });
  });

  it("cards have the page's names", async () => {
    const card_list = JSON.stringify([{ card_id: "c", card_ext: "e", is_succ: 1, code: "9" }]);
    expect(await answered("addCard", { err_msg: "batch_add_card:ok", card_list })).toEqual({
      errMsg: "addCard:ok",
      cardList: [{ cardId: "c", cardExt: "e", isSuccess: true, code: "9" }],
    });
    const chosen = { err_msg: "choose_card:ok", choose_card_info: "[]" };
    expect(await answered("chooseCard", chosen)).toEqual({ errMsg: "chooseCard:ok", cardList: "[]" });
  });

  it("a business view's data is parsed on Android, and its code kept", async () => {
    const raw = { err_msg: "openBusinessView:ok", err_code: 0, extraData: '{"a":1}' };
    expect(await answered("openBusinessView", raw)).toEqual({
      errMsg: "openBusinessView:ok",
      errCode: 0,
      extraData: { a: 1 },
    });
  });

  it("a location does not repeat its type", async () => {
    const raw = { err_msg: "geo_location:ok", type: "wgs84", latitude: 1 };
    expect(await answered("getLocation", raw)).toEqual({ errMsg: "getLocation:ok", latitude: 1 });
  });

  it("picture data is asked for one at a time", async () => {
    const { wx, calls } = await configuredPage();
    const before = calls.length;
    const success = vi.fn();
    for (const localId of ["1", "2", "3"]) wx.getLocalImgData?.({ localId, success });
    for (const localId of ["1", "2", "3"]) {
      expect(calls.at(-1)?.parameters.localId).toBe(localId);
      calls.at(-1)?.answer({ err_msg: "getLocalImgData:ok", localData: localId });
    }
    expect(calls.length - before).toBe(3);
    expect(success).toHaveBeenCalledTimes(3);
  });
});
