import { WechatError } from "../../errors";
import type { SignatureFault } from "./verification";

const meaning: Readonly<Record<SignatureFault, string>> = {
  unsigned: "has no signature",
  probe: "is one of WeChat's signature tests, twice in a row",
  stale: "was signed more than 5 minutes from now",
  serial: "is signed with a key that is not known here",
  signature: "is not signed with WeChat Pay's key",
};

const hints: Readonly<Partial<Record<SignatureFault, { en: string; zh: string }>>> = {
  stale: {
    en: "This server's clock is probably wrong: synchronise it (NTP).",
    zh: "本服务器时间可能不准：请用 NTP 校时。",
  },
  serial: {
    en: "Compare WXPAY_PUBLIC_KEY_ID with the merchant console (API security).",
    zh: "请到商户平台 → 账户中心 → API安全核对 WXPAY_PUBLIC_KEY_ID。",
  },
  signature: {
    en: "Compare WXPAY_PUBLIC_KEY with the merchant console (API security): it may be another key's.",
    zh: "请到商户平台 → 账户中心 → API安全核对 WXPAY_PUBLIC_KEY 是否为该公钥 ID 对应的公钥。",
  },
};

/** An answer that must not be believed. What it answers may have happened all the same. */
export function untrusted(fault: SignatureFault, status: number): WechatError {
  const hint = hints[fault];
  return new WechatError(`WeChat Pay's answer ${meaning[fault]} (HTTP ${status})`, {
    code: `ANSWER_${fault.toUpperCase()}`,
    kind: "signature",
    retryable: fault === "probe",
    outcome: "unknown",
    hint: hint?.en,
    hintZh: hint?.zh,
    detail: { status },
  });
}

/** An answer that WeChat signed but that lacks what it promises. */
export function incomplete(what: string): WechatError {
  return new WechatError(`WeChat Pay's answer lacks or misspells ${what}`, {
    code: "ANSWER",
    kind: "malformed",
    outcome: "unknown",
  });
}
