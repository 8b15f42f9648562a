import { afterEach, describe, expect, it } from "vitest";
import { FeatureOff, wxclient } from "@/lib/weixin";
import { changeSettings } from "@/tests/support/settings";

let undo = () => {};
afterEach(() => undo());

const account = {
  WXAUTH_MP_APPID: "wx0123456789abcdef",
  WXAUTH_MP_SECRET: "0123456789abcdef0123456789abcdef",
};

describe("wxclient() of our settings", () => {
  it("needs the service account", () => {
    undo = changeSettings({ WXAUTH_MP_APPID: undefined, WXAUTH_MP_SECRET: undefined });
    expect(() => wxclient()).toThrow(FeatureOff);
  });

  it("is one for the process while the settings stay, so that the copy in memory serves all", () => {
    undo = changeSettings(account);
    const first = wxclient();
    changeSettings(account);
    expect(wxclient()).toBe(first);
    expect(first.appid).toBe(account.WXAUTH_MP_APPID);
  });

  it.each([
    { WXAUTH_MP_SECRET: "ffffffffffffffffffffffffffffffff" },
    { WXCLIENT_TOKEN_API: "token" },
    { DATABASE_URL: "file:./elsewhere.db" },
    { WECHAT_GATEWAY_URL: "http://localhost:1" },
  ])("is another after %j", (change) => {
    const undoAccount = changeSettings(account);
    const before = wxclient();
    const undoChange = changeSettings(change);
    undo = () => {
      undoChange();
      undoAccount();
    };
    expect(wxclient()).not.toBe(before);
  });
});
