import { expect, it } from "vitest";
import { tradeTypeFor } from "@/lib/http/trade-type";

const android =
  "Mozilla/5.0 (Linux; Android 13; PHONE) AppleWebKit/537.36 Chrome/116.0.0.0 Mobile Safari/537.36";
const iphone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 Version/16.6 Safari/604.1";
const desktop = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/116.0.0.0 Safari/537.36";

it.each([
  [`${android} MicroMessenger/8.0.47.2560`, "JSAPI"],
  [`${desktop} MicroMessenger/7.0.20 WindowsWechat`, "JSAPI"],
  // WeCom says MicroMessenger too, but pays in another way.
  [`${desktop} MicroMessenger/7.0.1 wxwork/4.1.0`, "NATIVE"],
  [android, "MWEB"],
  [iphone, "MWEB"],
  [desktop, "NATIVE"],
  ["", "NATIVE"],
  [null, "NATIVE"],
] as const)("%j pays by %s", (userAgent, tradeType) => expect(tradeTypeFor(userAgent)).toBe(tradeType));
