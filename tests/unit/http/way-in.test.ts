import { describe, expect, it } from "vitest";
import { wayIn } from "@/lib/http/way-in";

const wechat = "Mozilla/5.0 (iPhone) AppleWebKit/605.1 Mobile/15E148 MicroMessenger/8.0.47(0x18002f2f)";
const wecom = "Mozilla/5.0 (iPhone) MicroMessenger/7.0.1 wxwork/4.1.0";
const desktop = "Mozilla/5.0 (Macintosh) AppleWebKit/537.36 Chrome/130.0.0.0";
const app = { appid: "wx1", secret: "s" };

describe("the way in, for every set of configured logins", () => {
  it.each([
    ["mp qrcode mobile", "mp", "qrcode"],
    ["mp qrcode", "mp", "qrcode"],
    ["mp mobile", "mp", "open_in_wechat"],
    ["mp", "mp", "open_in_wechat"],
    ["qrcode mobile", "open_outside", "qrcode"],
    ["qrcode", "open_outside", "qrcode"],
    ["mobile", "none", "none"],
    ["", "none", "none"],
  ])("%j: in WeChat %s, elsewhere %s", (configured, inWechat, elsewhere) => {
    const auth = Object.fromEntries(
      configured
        .split(" ")
        .filter(Boolean)
        .map((action) => [action, app]),
    );
    expect(wayIn(wechat, auth)).toBe(inWechat);
    for (const userAgent of [desktop, wecom, "", null, undefined])
      expect(wayIn(userAgent, auth)).toBe(elsewhere);
  });
});
