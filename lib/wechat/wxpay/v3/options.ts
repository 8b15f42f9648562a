import type { V3Settings, WxpayOptions } from "../types";

/** What the functions of v3 are given. */
export interface V3Options
  extends Pick<WxpayOptions, "appid" | "mchid" | "notifyUrl" | "store" | "transport"> {
  v3: V3Settings;
}

/** Host of WeChat Pay. */
export const payHost = "api.mch.weixin.qq.com";
