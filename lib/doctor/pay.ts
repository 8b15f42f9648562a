import type { PaySettings } from "@/lib/config";
import { newOutTradeNo, WechatError, WechatPayError, type Wxpay } from "@/lib/wechat";
import { bad, type Finding, ok, warn, withHint } from "./finding";
import { answerer, type Road, unreachedFinding } from "./unreached";

/** A refusal that WeChat Pay gives: by its code, or before it reads the request, by nothing but a text. */
interface Refusal {
  code: RegExp;
  text?: RegExp;
  finding: (settings: PaySettings, because: string) => Finding;
}

const keyMend =
  "pay.weixin.qq.com, 账户中心 → API安全 → APIv2密钥: set a new one and copy it to WXPAY_KEY (32 characters; WeChat never shows the old one, and the APIv3 key is another). WXPAY_SIGN_TYPE is HMAC-SHA256 or MD5";
const v3KeyMend =
  "pay.weixin.qq.com, 账户中心 → API安全 → 商户API证书: compare its 证书序列号 with WXPAY_SERIAL_NO; WXPAY_CERT_KEY is the apiclient_key.pem that came with this certificate. And compare this server's clock";
const bindMend =
  "pay.weixin.qq.com, 产品中心 → AppID账号管理 → 关联AppID, then agree to it in mp.weixin.qq.com";

const refusals: readonly Refusal[] = [
  {
    code: /^SIGN_?ERROR$/,
    text: /签名(类型)?(错误|失败|不正确)/,
    finding: ({ api, mchid, v2 }, because) =>
      api === "v3"
        ? bad(
            `WeChat Pay: WXPAY_CERT_KEY and WXPAY_SERIAL_NO are not those of merchant ${mchid}, or the clock is wrong ${because}`,
            v3KeyMend,
          )
        : bad(
            `WeChat Pay: WXPAY_KEY, or the sign type ${v2?.signType}, is not that of merchant ${mchid} ${because}`,
            keyMend,
          ),
  },
  {
    code: /^APPID_MCHID_NOT_MATCH$/,
    text: /app_?id.*(mch_?id|商户号).*不匹配/i,
    finding: ({ appid, mchid }, because) =>
      bad(
        `WeChat Pay: WXPAY_APPID ${appid} is not bound to WXPAY_MCHID ${mchid} ${because}`,
        `${bindMend}; or one of the two is mistyped`,
      ),
  },
  {
    code: /^(MCHID_NOT_EXIST|MCH_NOT_EXISTS)$/,
    text: /(商户号|mch_?id).*不存在/i,
    finding: ({ mchid }, because) =>
      bad(
        `WeChat Pay: there is no merchant WXPAY_MCHID ${mchid} ${because}`,
        "Copy the 商户号 again: pay.weixin.qq.com, 账户中心 → 商户信息",
      ),
  },
  {
    code: /^APPID_NOT_EXIST$/,
    text: /app_?id.*不存在/i,
    finding: ({ appid }, because) =>
      bad(
        `WeChat Pay: there is no app WXPAY_APPID ${appid} ${because}`,
        "Copy the service account's AppID again: mp.weixin.qq.com, 设置与开发 → 基本配置",
      ),
  },
  {
    code: /^NO_?AUTH$/,
    text: /(无|没有).*权限/,
    finding: ({ mchid }, because) =>
      bad(
        `WeChat Pay: merchant ${mchid} may not use this ${because}`,
        "Apply for JSAPI支付: pay.weixin.qq.com, 产品中心 → 我的产品",
      ),
  },
  {
    code: /^(FREQUENCY_LIMITED|INVALID_REQ_TOO_MUCH|SYSTEM_?ERROR|BIZERR_NEED_RETRY)$/,
    text: /系统(错误|繁忙|超时)|频率/,
    finding: (_, because) => warn(`WeChat Pay is busy ${because}`, "Run npm run doctor again in a minute"),
  },
];

/**
 * Asks for an order that does not exist, which costs nothing and changes nothing: that answer is signed, and so shows
 * that the appid, the merchant number and the key are right. (WeChat Pay v2 and v3, order query)
 */
export async function checkPay(wxpay: Wxpay, settings: PaySettings, road: Road): Promise<Finding> {
  try {
    await wxpay.orderQuery({ out_trade_no: newOutTradeNo() });
    return ok(
      `WeChat Pay: ${answerer(road)} takes the appid, merchant ${settings.mchid} and the key (${wxpay.signType})`,
    );
  } catch (error) {
    if (error instanceof WechatPayError) return refusalFinding(error, settings);
    if (!(error instanceof WechatError)) throw error;
    return untrustedFinding(error, settings) ?? unreachedFinding(error, road) ?? other(error);
  }
}

function refusalFinding(error: WechatPayError, settings: PaySettings): Finding {
  const { errCode, errCodeDes, returnMsg } = error;
  const text = errCode ? `${errCode} ${errCodeDes}`.trim() : returnMsg;
  // Where there is a code it decides: its text is for reading only.
  const refusal = refusals.find(({ code, text: wanted }) =>
    errCode ? code.test(errCode) : wanted?.test(returnMsg),
  );
  return refusal ? withHint(refusal.finding(settings, `(${text})`), error) : other(error);
}

/** An answer that came, but is not signed with our key, or not for us. */
function untrustedFinding(error: WechatError, { mchid }: PaySettings): Finding | null {
  if (error.code === "SIGNATURE") {
    return bad(
      "WeChat Pay: the answer is not signed with WXPAY_KEY",
      `${keyMend}. If the key is right, something between changes the answers: look at WECHAT_GATEWAY_URL`,
    );
  }
  if (error.code !== "MERCHANT") return null;
  return bad(
    `WeChat Pay: the answer is for another merchant than ${mchid}`,
    "Look at what WECHAT_GATEWAY_URL names",
  );
}

const other = (error: WechatError): Finding =>
  withHint(
    bad(
      `WeChat Pay: ${error.message}`,
      error.hint ?? "pay.weixin.qq.com, 产品中心 → 开发配置: look at the merchant's settings",
    ),
    error,
  );
