import type { JsApiName } from "../jssdk/names";

/** What WeChat answers. Its apps differ: nothing but `errMsg` is sure to be there. */
export interface Answer {
  errMsg: string;
}

/** A payment as the server signed it. `timestamp` with a small s, although `timeStamp` was signed. (JSAPI call-up) */
export interface WXPay {
  timestamp: string;
  nonceStr: string;
  /** `prepay_id=…` */
  package: string;
  /** The one that the order was placed with. Without it WeChat's script would say SHA1. */
  signType: string;
  paySign: string;
}

/** An address of the visitor's own, which they chose. */
export interface PostalAddress {
  userName?: string;
  /** A mobile number as a rule; people also keep landlines there. */
  telNumber?: string;
  provinceName?: string;
  cityName?: string;
  /** The district. */
  countryName?: string;
  detailInfo?: string;
  postalCode?: string;
  nationalCode?: string;
}

export interface ShareData {
  title: string;
  /** On this site's own domain. */
  link: string;
  /** Absolute, PNG or JPG. */
  imgUrl: string;
}

/** The calls that are typed here, with what they take and what they answer. Others take and answer anything. */
export interface KnownCalls {
  updateAppMessageShareData: [ShareData & { desc: string }, Answer];
  updateTimelineShareData: [ShareData, Answer];
  previewImage: [{ current: string; urls: readonly string[] }, Answer];
  scanQRCode: [
    { needResult: 1; scanType?: readonly ("qrCode" | "barCode")[] },
    Answer & { resultStr?: string },
  ];
  openAddress: [Record<string, never>, Answer & PostalAddress];
  chooseWXPay: [WXPay, Answer];
  chooseImage: [
    { count?: number; sizeType?: readonly string[]; sourceType?: readonly string[] },
    Answer & { localIds?: string[] },
  ];
  getNetworkType: [Record<string, never>, Answer & { networkType?: string }];
  getLocation: [{ type?: "wgs84" | "gcj02" }, Answer & { latitude?: number; longitude?: number }];
  closeWindow: [Record<string, never>, Answer];
}

/** A call that WeChat answers once. What tells of events (`onMenuShare…`, `onVoice…`) has its callbacks on `wx`. */
export type CallName = Exclude<JsApiName, `on${string}`>;

export type Argument<Name extends CallName> = Name extends keyof KnownCalls
  ? KnownCalls[Name][0]
  : Readonly<Record<string, unknown>>;

export type Result<Name extends CallName> = Name extends keyof KnownCalls
  ? KnownCalls[Name][1]
  : Answer & Readonly<Record<string, unknown>>;
