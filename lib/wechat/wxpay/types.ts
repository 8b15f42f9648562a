import type { MerchantCertificate } from "../certificate";
import type { SignType } from "../sign";
import type { StateStore } from "../store";
import type { Transport } from "../transport";
import type { Bill, BillRequest } from "./bill-types";
import type { Notification, NotificationMessage, NotificationReply } from "./notification-types";
import type { Payout, PayoutQuery, PayoutRef, RedPack, TransferRequest } from "./payout-types";
import type { Refund, RefundQuery, RefundRequest } from "./refund-types";

export type * from "./bill-types";
export type * from "./notification-types";
export type * from "./payout-types";
export type * from "./refund-types";

/** WeChat Pay's two interfaces. A merchant number speaks one of them, or both. */
export type PayApi = "v2" | "v3";

/** How a page's call is signed: as the order was. RSA is v3's. */
export type ConfSignType = SignType | "RSA";

/** What v2 needs. */
export interface V2Settings {
  /** The APIv2 key, 32 characters. */
  key: string;
  signType: SignType;
}

/** What v3 needs. */
export interface V3Settings {
  /** The APIv3 key, 32 bytes. */
  key: string;
  /** Serial number of the merchant's API certificate. */
  serial: string;
  /** The merchant's API private key, PEM. */
  privateKey: string;
  /** WeChat Pay's public key and its id; without it, platform certificates are fetched and kept in `store`. */
  publicKey?: { id: string; pem: string } | null | undefined;
}

export interface WxpayOptions {
  /** The app whose openids the orders carry; must be bound to the merchant number. */
  appid: string;
  mchid: string;
  /** Which interface speaks, where both are given: what it cannot do, the other does. */
  api: PayApi;
  v2?: V2Settings | null | undefined;
  v3?: V3Settings | null | undefined;
  /** Shown to WeChat by v2, where it asks for one: refunds, red packs, transfers. */
  certificate?: MerchantCertificate | null | undefined;
  /** Our public address for the notices of a type of order; WeChat wants it without a query. */
  notifyUrl: (type: string) => string;
  /** Who a red pack is from; at most 32 bytes. */
  sendName: string;
  /** The server's own address, which red packs state. */
  clientIp: string;
  /** Where platform certificates are kept for all processes. */
  store: StateStore;
  transport: Transport;
}

/** What the functions of v2 are given. */
export interface V2Options extends V2Settings, Pick<WxpayOptions, "appid" | "mchid" | "notifyUrl"> {
  transport: Transport;
  certificate?: MerchantCertificate | null | undefined;
  sendName?: string | undefined;
  clientIp?: string | undefined;
}

export type TradeType = "JSAPI" | "NATIVE" | "APP" | "MWEB";

/** An order for WeChat, in v2's names, whichever interface carries it. */
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
  /** MWEB, as JSON: the page that is paid on. Default: our own origin. */
  scene_info?: string | undefined;
}

export interface Prepay {
  /** Valid for 2 hours. Empty for NATIVE and MWEB of v3, which have none. */
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
  signType: ConfSignType;
  paySign: string;
}

/** The argument of `wx.chooseWXPay`: its `timestamp` has a small s, yet is signed as `timeStamp`. */
export interface ChooseConf {
  timestamp: string;
  nonceStr: string;
  package: string;
  signType: ConfSignType;
  paySign: string;
}

/** What a native app hands to WeChat's SDK. */
export interface AppConf {
  appid: string;
  partnerid: string;
  prepayid: string;
  package: "Sign=WXPay";
  noncestr: string;
  timestamp: string;
  sign: string;
}

/** What a page hands to `requestMerchantTransfer`. (WeChat Pay v3, merchant transfer) */
export interface TransferConf {
  mchId: string;
  appId: string;
  package: string;
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
  bank_type?: string | undefined;
  trade_type: string;
  time_end: Date;
  attach?: string | undefined;
  trade_state_desc?: string | undefined;
  raw: Readonly<Record<string, unknown>>;
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
  raw: Readonly<Record<string, unknown>>;
}

/** A state that WeChat has added since: `value` is its name. Treat it as not settled. */
export interface UnknownOrder {
  trade_state: "UNKNOWN";
  value: string;
  out_trade_no: string;
  trade_state_desc?: string | undefined;
  raw: Readonly<Record<string, unknown>>;
}

/** WeChat has no such order. */
export interface NoOrder {
  trade_state: "NOTEXIST";
}

export type OrderQuery = PaidOrder | UnpaidOrder | UnknownOrder | NoOrder;

/**
 * WeChat Pay, the same over v2 and v3. Every call throws:
 * - WechatError kind `config` for a faulty argument or a missing key or certificate, before anything is sent
 * - WechatPayError when WeChat refuses; `advice` says whether to retry, query or stop
 * - WechatError outcome `unknown` for no answer, or one that cannot be trusted: repeat with the same number, or query
 */
export interface Wxpay {
  readonly api: PayApi;
  readonly appid: string;
  readonly mchid: string;
  /** How orders of this instance are signed: what a payment keeps, to be called up the same way. */
  readonly signType: ConfSignType;
  /** Places an order. (WeChat Pay v2, unified order; v3, JSAPI, Native, H5 and App order) */
  prepay(order: PrepayOrder): Promise<Prepay>;
  /** What the page hands to the bridge. (v2 and v3, JSAPI call-up) */
  getConf(prepay_id: string): BridgeConf;
  /** What the page hands to `wx.chooseWXPay`. (JS-SDK, chooseWXPay) */
  getChooseConf(prepay_id: string): ChooseConf;
  /** What a native app hands to WeChat's SDK. (v2 and v3, App call-up) */
  getAppConf(prepay_id: string): AppConf;
  /** What a page hands to `requestMerchantTransfer` for a payout that waits for its person. */
  getTransferConf(package_info: string): TransferConf;
  /** Asks for an order's state. (v2 and v3, order query) */
  orderQuery(ref: OrderRef): Promise<OrderQuery>;
  /**
   * Closes an unpaid order; one that is closed already counts as closed. (v2 and v3, close order)
   * @throws WechatPayError with `errCode` ORDERPAID when it was paid, ORDERNOTEXIST when there is none
   */
  close(out_trade_no: string): Promise<"closed">;
  /** Sends money back; the same number again is the same refund. (v2 and v3, refund) */
  refund(request: RefundRequest): Promise<Refund>;
  /** What has become of a refund. (v2 and v3, refund query) */
  refundQuery(ref: { out_refund_no: string }): Promise<RefundQuery>;
  /** All refunds of an order. Only v2 can tell: without its key this throws kind `config`. (v2, refund query) */
  refundsOf(ref: OrderRef): Promise<Refund[]>;
  /**
   * A red pack: v2's cash red pack, or v3's transfer that looks like one. (v2, cash red pack; v3, merchant transfer)
   * The same number again is the same red pack.
   */
  sendRedPack(pack: RedPack): Promise<Payout>;
  /** Several red packs for a group. Only v2, and closed to new merchants. (v2, group red pack) */
  sendGroupRedPack(pack: RedPack & { total_num: number }): Promise<Payout>;
  /** Pays somebody: v2's enterprise payment, or v3's merchant transfer. */
  transfer(request: TransferRequest): Promise<Payout>;
  /** What has become of a red pack or a transfer. */
  payoutQuery(ref: PayoutRef): Promise<PayoutQuery>;
  /** Takes back a transfer that nobody has confirmed. Only v3. (v3, cancel transfer) */
  cancelTransfer(out_bill_no: string): Promise<Payout>;
  /** A day's bill, or null while WeChat has none. (v2, download bill; v3, trade bill) */
  downloadBill(request: BillRequest): Promise<Bill | null>;
  /**
   * Reads and checks a notice of payment, refund or transfer, v2 XML or v3 JSON, from its raw body.
   * @throws NotificationError for anything that must not be acted upon
   */
  parseNotification(message: NotificationMessage): Promise<Notification>;
  /** The reply to a notice: as its interface wants it. Without `failure` it was handled. */
  notificationReply(
    message: NotificationMessage,
    failure?: { message: string; status: number },
  ): NotificationReply;
}
