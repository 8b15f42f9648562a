import { NotificationError, WechatConfigError } from "./errors";
import type { NotificationMessage, PrepayOrder, Wxpay, WxpayOptions } from "./wxpay/types";
import { createV2, type V2Wxpay } from "./wxpay/v2/client";
import { notificationReply as replyInXml } from "./wxpay/v2/notification";
import { createV3, type V3Wxpay } from "./wxpay/v3/client";
import { isV3Notice, notificationReply as replyInJson } from "./wxpay/v3/notification";

export { newOutTradeNo } from "./wxpay/out-trade-no";
export type * from "./wxpay/types";

/**
 * Paying with WeChat Pay, over v2 or v3: `api` speaks, and what it cannot do the other does where that is set up too.
 * Notices of each are taken where that one is set up.
 * @throws WechatError kind `config` when the app, the merchant number or the keys of `api` are missing
 */
export function createWxpay(options: WxpayOptions): Wxpay {
  const { api, appid, mchid } = options;
  const v2 = v2Of(options);
  const v3 = v3Of(options);
  if (!appid || !mchid || (!v2 && !v3)) {
    throw new WechatConfigError("WeChat Pay needs an appid, a merchant number and an API key");
  }
  const speaking = api === "v3" ? v3 : v2;
  if (!speaking) throw new WechatConfigError(`WeChat Pay is to speak ${api}, whose keys are missing`);
  return {
    ...without(api),
    ...(api === "v3" ? v2 && onlyOfV2(v2) : v3 && onlyOfV3(v3)),
    ...speaking,
    prepay: (order) => speaking.prepay(withScene(options, order)),
    parseNotification: async (message) => formOf(message, v2, v3).parseNotification(message),
    notificationReply: (message, failure) =>
      isJson(message, v2) ? replyInJson(failure) : replyInXml(failure),
  };
}

/** Where an order of a phone's browser comes from, unless it says so itself: the address that its notice goes to. */
function withScene({ notifyUrl, sendName }: WxpayOptions, order: PrepayOrder): PrepayOrder {
  if (order.trade_type !== "MWEB" || order.scene_info !== undefined) return order;
  const url = notifyUrl(order.type);
  if (!URL.canParse(url)) return order;
  const h5_info = { type: "Wap", wap_url: new URL(url).origin, wap_name: sendName };
  return { ...order, scene_info: JSON.stringify({ h5_info }) };
}

function v2Of({ v2, ...rest }: WxpayOptions): V2Wxpay | null {
  return v2?.key ? createV2({ ...rest, ...v2 }) : null;
}

function v3Of({ v3, ...rest }: WxpayOptions): V3Wxpay | null {
  return v3?.key && v3.privateKey && v3.serial ? createV3({ ...rest, v3 }) : null;
}

const onlyOfV2 = ({ refundsOf, sendGroupRedPack }: V2Wxpay) => ({ refundsOf, sendGroupRedPack });
const onlyOfV3 = ({ cancelTransfer, getTransferConf }: V3Wxpay) => ({ cancelTransfer, getTransferConf });
type OnlyOne = ReturnType<typeof onlyOfV2> & ReturnType<typeof onlyOfV3>;

/** What `api` alone cannot do says so. */
function without(api: WxpayOptions["api"]): OnlyOne {
  const lacking = (what: string) => {
    const other = api === "v3" ? "v2, whose key (WXPAY_KEY)" : "v3, whose key (WXPAY_V3_KEY)";
    return new WechatConfigError(`${what} needs WeChat Pay ${other} is not set`, "UNSUPPORTED");
  };
  return {
    refundsOf: async () => {
      throw lacking("refundsOf");
    },
    sendGroupRedPack: async () => {
      throw lacking("sendGroupRedPack");
    },
    cancelTransfer: async () => {
      throw lacking("cancelTransfer");
    },
    getTransferConf: () => {
      throw lacking("getTransferConf");
    },
  };
}

/** By the message's own form; each is then checked in full, and one whose key we lack cannot be. */
function formOf(message: NotificationMessage, v2: V2Wxpay | null, v3: V3Wxpay | null): V2Wxpay | V3Wxpay {
  const json = isV3Notice(message);
  const form = json ? v3 : v2;
  if (form) return form;
  throw new NotificationError(
    "malformed",
    `The notice is not of the interface that is set up: ${json ? "v2" : "v3"}`,
  );
}

const isJson = (message: NotificationMessage, v2: V2Wxpay | null): boolean =>
  isV3Notice(message) || (!v2 && !message.body.trimStart().startsWith("<"));
