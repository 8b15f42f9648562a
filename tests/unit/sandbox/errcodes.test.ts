import { expect, it } from "vitest";
import { type Errcode, errorTexts } from "@/lib/sandbox/errcodes";

/** As the protocol prints them: programs look for these words. */
const printed: readonly (readonly [Errcode, string])[] = [
  [-1, "system error"],
  [40002, "invalid grant_type"],
  [40003, "invalid openid"],
  [40014, "invalid access_token"],
  [40018, "invalid button name size"],
  [40037, "invalid template_id"],
  [40053, "invalid action info"],
  [40054, "invalid sub button url domain"],
  [40055, "invalid button url domain"],
  [40125, "invalid appsecret"],
  [40165, "invalid weapp pagepath"],
  [41001, "access_token missing"],
  [42001, "access_token expired"],
  [43002, "require POST method"],
  [43004, "require subscribe"],
  [43101, "user refuse to accept the msg"],
  [44002, "empty post data"],
  [45002, "content size out of limit"],
  [45009, "reach max api daily quota limit"],
  [45015, "response out of time limit or subscription is canceled"],
  [45047, "out of response count limit"],
  [45072, "invalid command"],
  [46004, "user not exist"],
  [47001, "data format error"],
  [47003, "argument invalid!"],
  [48001, "api unauthorized"],
  [48006, "forbid to clear quota because of reaching the limit"],
];

it.each(printed)("%i says what WeChat says", (errcode, text) => {
  expect(errorTexts[errcode]).toBe(text);
});
