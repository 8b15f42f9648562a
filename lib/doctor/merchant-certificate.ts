import type { PaySettings } from "@/lib/config";
import { certificateFault, validUntil } from "@/lib/wechat/certificate";
import { bad, type Finding, off, ok, warn } from "./finding";

/** WeChat offers a new certificate this long before the old one ends. */
const noticeDays = 30;
const dayMs = 24 * 60 * 60 * 1000;

const renew =
  "pay.weixin.qq.com, 账户中心 → API安全 → 商户API证书: apply for a new one, put apiclient_cert.pem and apiclient_key.pem in WXPAY_CERT and WXPAY_CERT_KEY, and take WXPAY_SERIAL_NO away or copy the new one";

/**
 * Whether the merchant's certificate serves: what v2's refunds and payouts show to WeChat, and whose key signs v3. That the two
 * belong together was seen when the settings were read; that they have expired must not stop a shop, and is said here.
 * @param at milliseconds
 */
export function checkCertificate({ v2, v3, certificate }: PaySettings, at: number): Finding | null {
  if (!certificate) {
    // v3 signs with the key alone.
    return v3 || !v2
      ? null
      : off(
          "WeChat Pay: no merchant certificate, so v2 can refund nothing and send no red packs",
          "Set WXPAY_CERT and WXPAY_CERT_KEY: pay.weixin.qq.com, 账户中心 → API安全 → 商户API证书",
        );
  }
  const fault = certificateFault(certificate, at);
  const names = { certificate: "WXPAY_CERT", key: "WXPAY_CERT_KEY", both: "WXPAY_CERT and WXPAY_CERT_KEY" };
  if (fault) return bad(`WeChat Pay: ${names[fault.about]} ${fault.problem}`, renew);
  const until = validUntil(certificate.cert);
  const day = until.toISOString().slice(0, 10);
  const days = Math.floor((until.getTime() - at) / dayMs);
  return days < noticeDays
    ? warn(`WeChat Pay: the merchant's certificate ends in ${days} days, on ${day}`, renew)
    : ok(`WeChat Pay: the merchant's certificate and its key belong together, until ${day}`);
}
