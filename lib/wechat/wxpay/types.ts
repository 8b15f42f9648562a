import type { SignType } from "../sign";
import type { Transport } from "../transport";

export interface WxpayOptions {
  /** The app whose openids the orders carry; must be bound to the merchant number. */
  appid: string;
  mchid: string;
  /** The APIv2 key, 32 characters. */
  key: string;
  signType: SignType;
  /** Our public address for the notices of a type of order; WeChat wants it without a query. */
  notifyUrl: (type: string) => string;
  transport: Transport;
}

export type TradeType = "JSAPI" | "NATIVE" | "APP" | "MWEB";

/** An order for WeChat, in WeChat's own names. */
export interface PrepayOrder {
  /** 6–32 of digits, letters and `_-|*`; unique per merchant. */
  out_trade_no: string;
  /** What the payer reads; cut to 127 bytes. */
  body: string;
  /** Fen, an integer of at least 1. */
  total_fee: number;
  /** Required for JSAPI. */
  openid?: string | undefined;
  /** The payer's IPv4 or IPv6 address. */
  spbill_create_ip: string;
  /** Chooses the notification address. */
  type: string;
  /** Comes back in queries and notices; at most 127 bytes. */
  attach?: string | undefined;
  /** JSON about the goods; at most 6000 characters. */
  detail?: string | undefined;
  time_start?: Date | undefined;
  time_expire?: Date | undefined;
  /** Default `JSAPI`. */
  trade_type?: TradeType | undefined;
  /** Required for NATIVE. */
  product_id?: string | undefined;
  goods_tag?: string | undefined;
  limit_pay?: "no_credit" | undefined;
  device_info?: string | undefined;
  /** Required for MWEB: JSON. */
  scene_info?: string | undefined;
}

export interface Prepay {
  /** Valid for 2 hours. */
  prepay_id: string;
  trade_type: string;
  /** NATIVE: the content of the QR code. */
  code_url?: string | undefined;
  /** MWEB: the address that opens WeChat. */
  mweb_url?: string | undefined;
}

/** The argument of `WeixinJSBridge.invoke("getBrandWCPayRequest", …)`. */
export interface BridgeConf {
  appId: string;
  /** Seconds, as a string: iOS refuses a number. */
  timeStamp: string;
  nonceStr: string;
  package: string;
  signType: SignType;
  paySign: string;
}

/** The argument of `wx.chooseWXPay`: its `timestamp` has a small s, yet is signed as `timeStamp`. */
export interface ChooseConf {
  timestamp: string;
  nonceStr: string;
  package: string;
  signType: SignType;
  paySign: string;
}

/** An order by our number or by WeChat's. */
export type OrderRef =
  | { out_trade_no: string; transaction_id?: undefined }
  | { transaction_id: string; out_trade_no?: undefined };

export interface PaidOrder {
  trade_state: "SUCCESS";
  out_trade_no: string;
  transaction_id: string;
  openid: string;
  /** Fen. */
  total_fee: number;
  /** Fen, what the payer really paid after coupons. */
  cash_fee?: number | undefined;
  bank_type: string;
  trade_type: string;
  time_end: Date;
  attach?: string | undefined;
  trade_state_desc?: string | undefined;
  raw: Readonly<Record<string, string>>;
}

export type UnpaidTradeState =
  | "REFUND"
  | "NOTPAY"
  | "CLOSED"
  | "REVOKED"
  | "USERPAYING"
  | "PAYERROR"
  | "ACCEPT";

/** Of an order that is not paid (any more) WeChat promises little more than its number. */
export interface UnpaidOrder {
  trade_state: UnpaidTradeState;
  out_trade_no: string;
  transaction_id?: string | undefined;
  attach?: string | undefined;
  trade_state_desc?: string | undefined;
  raw: Readonly<Record<string, string>>;
}

/** A state that WeChat has added since: `value` is its name. Treat it as not settled. */
export interface UnknownOrder {
  trade_state: "UNKNOWN";
  value: string;
  out_trade_no: string;
  trade_state_desc?: string | undefined;
  raw: Readonly<Record<string, string>>;
}

/** WeChat has no such order. */
export interface NoOrder {
  trade_state: "NOTEXIST";
}

export type OrderQuery = PaidOrder | UnpaidOrder | UnknownOrder | NoOrder;

/** A payment that WeChat itself vouches for: verified, ours, successful. Compare amount and payer with the order. */
export interface PaymentNotification {
  out_trade_no: string;
  transaction_id: string;
  openid: string;
  /** Fen. */
  total_fee: number;
  /** Fen. */
  cash_fee?: number | undefined;
  bank_type?: string | undefined;
  time_end: Date;
  attach?: string | undefined;
  is_subscribe?: string | undefined;
  trade_type: string;
  raw: Readonly<Record<string, string>>;
}

export interface Wxpay {
  readonly appid: string;
  readonly mchid: string;
  /**
   * Places an order. (WeChat Pay v2, unified order)
   * @throws WechatError kind `config` for a faulty argument, before anything is sent
   * @throws WechatPayError when WeChat refuses; its `outcome` is `unknown` for SYSTEMERROR
   * @throws WechatError outcome `unknown` for no answer, or one that is not signed: repeat with the same number
   */
  prepay(order: PrepayOrder): Promise<Prepay>;
  /** What the page hands to the bridge. (WeChat Pay v2, JSAPI call-up) `signType` must be the order's. */
  getConf(prepay_id: string, signType?: SignType): BridgeConf;
  /** What the page hands to `wx.chooseWXPay`. (JS-SDK, chooseWXPay) */
  getChooseConf(prepay_id: string, signType?: SignType): ChooseConf;
  /**
   * Asks for an order's state. (WeChat Pay v2, order query)
   * @throws WechatPayError, WechatError as prepay
   */
  orderQuery(ref: OrderRef): Promise<OrderQuery>;
  /**
   * Closes an unpaid order; one that is closed already counts as closed. (WeChat Pay v2, close order)
   * @throws WechatPayError with `errCode` ORDERPAID when it was paid, and as prepay
   */
  close(out_trade_no: string): Promise<"closed">;
  /**
   * Reads and checks a payment notice from its raw body. (WeChat Pay v2, payment notification)
   * @throws NotificationError for anything that must not be acted upon
   */
  parseNotification(rawBody: string): PaymentNotification;
  /** The reply to a notice that was handled. */
  successXml(): string;
  /** The reply that makes WeChat send the notice again. */
  failXml(message: string): string;
}
