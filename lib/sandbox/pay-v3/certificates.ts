import { X509Certificate } from "node:crypto";
import { encryptAead } from "@/lib/wechat/crypto";
import { nonceStr } from "@/lib/wechat/sign";
import { sandboxAccounts } from "../accounts";
import { type PlatformCertificate, platformCertificates } from "../platform-keys";
import { succeed, type V3Answer } from "./answer";
import type { SignedCall } from "./call";
import { readKeyState, rememberMode } from "./keys";
import { rfc3339 } from "./time";

/** `GET /v3/certificates`: the platform certificates in use, encrypted. (WeChat Pay v3, platform certificates) */
export async function listCertificates(call: SignedCall): Promise<V3Answer> {
  // Whoever fetches them verifies with them, and cannot do it yet with the public key.
  if (call.serial === null) await rememberMode("certificate");
  const { served } = await readKeyState();
  const [first, second] = platformCertificates;
  const list = { first: [first], second: [second], both: [first, second] }[served];
  const notes = ["2024 年以后的新商户没有平台证书，只能用微信支付公钥；沙箱的商户两种都有"];
  return succeed({ data: list.map(certificateFields) }, `${list.length} 张平台证书`, notes);
}

function certificateFields({ serial, certificate }: PlatformCertificate): Record<string, unknown> {
  const { validFrom, validTo } = new X509Certificate(certificate);
  const nonce = nonceStr(12);
  const associated_data = "certificate";
  const options = { key: sandboxAccounts.pay.v3Key, nonce, associatedData: associated_data };
  return {
    serial_no: serial,
    effective_time: rfc3339(new Date(validFrom)),
    expire_time: rfc3339(new Date(validTo)),
    encrypt_certificate: {
      algorithm: "AEAD_AES_256_GCM",
      nonce,
      associated_data,
      ciphertext: encryptAead(certificate, options),
    },
  };
}
