import { type KeyObject, X509Certificate } from "node:crypto";
import { z } from "zod";
import { decryptAead } from "../../crypto";
import { WechatError } from "../../errors";
import { parseJson } from "../../json";

/** A platform certificate's key and when it counts. Milliseconds. */
export interface PlatformKey {
  serial: string;
  key: KeyObject;
  from: number;
  until: number;
}

const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const answerSchema = z.object({
  data: z.array(
    z.object({
      serial_no: z.string().min(1),
      effective_time: moment,
      expire_time: moment,
      encrypt_certificate: z.object({
        algorithm: z.literal("AEAD_AES_256_GCM"),
        nonce: z.string(),
        associated_data: z.string().nullish(),
        ciphertext: z.string().min(1),
      }),
    }),
  ),
});
type Entry = z.infer<typeof answerSchema>["data"][number];

/**
 * The keys in the answer of `GET /v3/certificates`. Each is encrypted with our APIv3 key, which nobody else has: so they
 * are WeChat's, whoever handed them over. (WeChat Pay v3, platform certificates)
 * @throws WechatError kind `signature` for a certificate that was not encrypted with this key; `malformed` for an answer
 *   that is none, or names another serial number than the certificate has
 */
export function readCertificates(answer: string, apiV3Key: string): PlatformKey[] {
  const parsed = answerSchema.safeParse(parseJson(answer));
  if (!parsed.success) throw faulty("it is not the answer expected");
  return parsed.data.data.map((entry) => platformKey(entry, apiV3Key));
}

function platformKey(entry: Entry, apiV3Key: string): PlatformKey {
  const { ciphertext, nonce, associated_data: associatedData } = entry.encrypt_certificate;
  const certificate = readPem(decryptAead(ciphertext, { key: apiV3Key, nonce, associatedData }));
  const serial = entry.serial_no.toUpperCase();
  if (certificate.serialNumber.toUpperCase() !== serial)
    throw faulty("a serial number is another certificate's");
  return {
    serial,
    key: certificate.publicKey,
    from: Math.max(entry.effective_time, Date.parse(certificate.validFrom)),
    until: Math.min(entry.expire_time, Date.parse(certificate.validTo)),
  };
}

function readPem(pem: string): X509Certificate {
  try {
    const certificate = new X509Certificate(pem);
    if (certificate.publicKey.asymmetricKeyType === "rsa") return certificate;
  } catch {}
  throw faulty("what was encrypted is no certificate with an RSA key");
}

function faulty(what: string): WechatError {
  return new WechatError(`WeChat Pay's platform certificates cannot be used: ${what}`, {
    code: "CERTIFICATES",
    kind: "malformed",
  });
}
