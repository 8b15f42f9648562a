import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { usableProfile } from "@/lib/shop/accounts/profile";
import { changeSettings } from "@/tests/support/settings";

let restore = () => {};
beforeAll(() => {
  restore = changeSettings({ WECHAT_SANDBOX: "1" });
});
afterAll(() => restore());

describe("a name", () => {
  it.each([
    ["emoji", "月🌙 \u{1F469}\u200D\u{1F680}", "月🌙 \u{1F469}\u200D\u{1F680}"],
    ["control characters", "  月\u0000光\u001b\n\u0085  ", "月光"],
    ["marks that turn the text around", "\u202eevil\u2066\ufeff", "evil"],
    ["half an emoji", "half \ud83d", "half"],
    ["512 emoji", "😀".repeat(512), "😀".repeat(64)],
    ["markup", "<script>alert(1)</script>", "<script>alert(1)</script>"],
    ["SQL", "' OR 1=1 --", "' OR 1=1 --"],
    ["only a NUL", "\u0000", undefined],
    ["nothing", "", undefined],
    ["null", null, undefined],
    ["no value", undefined, undefined],
  ])("of %s", (_, nickname, kept) => {
    expect(usableProfile({ nickname })).toEqual(kept === undefined ? {} : { nickname: kept });
  });
});

describe("a picture", () => {
  it.each([
    ["https://thirdwx.qlogo.cn/mmopen/x/132", "https://thirdwx.qlogo.cn/mmopen/x/132"],
    ["http://thirdwx.qlogo.cn/mmopen/x/132", "https://thirdwx.qlogo.cn/mmopen/x/132"],
    ["http://localhost:3000/sandbox/thirdwx.qlogo.cn/x", "http://localhost:3000/sandbox/thirdwx.qlogo.cn/x"],
  ])("%s is shown as %s", (avatarUrl, shown) => {
    expect(usableProfile({ avatarUrl })).toEqual({ avatarUrl: shown });
  });

  it.each([
    ["http://evil.example/x.png"],
    ["http://localhost:3000/sandboxed"],
    ["http://localhost:3000/sandbox/../logout"],
    ["https://user:pass@thirdwx.qlogo.cn/x"],
    ["http://qlogo.cn.evil.example/x"],
    ["javascript:alert(1)"],
    ["data:image/svg+xml,<svg/>"],
    ["blob:https://thirdwx.qlogo.cn/x"],
    ["//thirdwx.qlogo.cn/x"],
    ["https://[thirdwx"],
    [`https://thirdwx.qlogo.cn/${"x".repeat(1000)}`],
    [""],
    [null],
    [undefined],
  ])("%s is not", (avatarUrl) => {
    expect(usableProfile({ avatarUrl })).toEqual({});
  });

  it("has no gateway where there is none", () => {
    const undo = changeSettings({ WECHAT_SANDBOX: undefined, WECHAT_GATEWAY_URL: undefined });
    expect(usableProfile({ avatarUrl: "http://localhost:3000/sandbox/x" })).toEqual({});
    undo();
  });
});
