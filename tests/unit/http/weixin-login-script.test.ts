import { describe, expect, it } from "vitest";
import { loginScript } from "@/lib/http/weixin-login-script";
import { plainPage } from "./weixin-page";

const login = {
  id: "qr",
  appid: "wx1",
  scope: "snsapi_login",
  redirect_uri: "https%3A%2F%2Fshop.example%2Fcb",
  state: "s".repeat(32),
  self_redirect: false,
};

function open(options: Parameters<typeof plainPage>[0] = {}) {
  const browser = plainPage(options);
  const shown: object[] = [];
  const WxLogin = function (this: object, given: object) {
    shown.push(given);
  };
  const arrive = () => {
    browser.page.WxLogin = WxLogin;
    browser.tags[0]?.onload?.();
  };
  return { ...browser, shown, arrive };
}

describe("the script of /weixin-login.js", () => {
  it("loads WeChat's script and shows the code in its element", () => {
    const { run, tags, arrive, shown } = open();
    run(loginScript(login, "wxLogin.js"));
    expect(tags.map(({ src }) => src)).toEqual(["wxLogin.js"]);
    arrive();
    expect(shown).toEqual([login]);
  });

  it("uses WeChat's script where it is there already", () => {
    const { run, tags, arrive, shown } = open();
    arrive();
    run(loginScript(login, "wxLogin.js"));
    expect(tags).toEqual([]);
    expect(shown).toEqual([login]);
  });

  it("waits for the element while the page is still read, and no longer than that", () => {
    const { run, arrive, shown, parsed, ids } = open({ loading: true, ids: [] });
    run(loginScript(login, "wxLogin.js"));
    arrive();
    expect(shown).toEqual([]);
    ids.push("qr");
    parsed();
    expect(shown).toEqual([login]);
  });

  it("says what is missing, and throws nothing", () => {
    const noElement = open({ ids: [] });
    noElement.run(loginScript(login, "wxLogin.js"));
    noElement.arrive();
    expect(noElement.said.join()).toContain("no element with the id qr");
    const noScript = open();
    noScript.run(loginScript(login, "wxLogin.js"));
    noScript.tags[0]?.onerror?.();
    noScript.tags[0]?.onload?.();
    expect(noScript.said.join()).toContain("cannot be loaded: wxLogin.js");
    expect(noScript.said.join()).toContain("defines no WxLogin");
  });

  it("holds no tag", () => {
    const href = "https://shop.example/</script><script>alert(1)";
    expect(loginScript({ ...login, href }, "</script>")).not.toMatch(/<\/?script/i);
  });
});
