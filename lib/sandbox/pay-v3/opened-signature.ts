import { constants, createHash, createPublicKey, createVerify, publicDecrypt } from "node:crypto";
import { sandboxAccounts } from "../accounts";

/** What is inside an RSA signature, as far as the merchant's certificate can tell. */

const key = createPublicKey(sandboxAccounts.pay.certificate);

/** The beginnings of a DigestInfo, by the hash that follows. (RFC 8017, section 9.2) */
const hashes = [
  ["sha256", "3031300d060960864801650304020105000420"],
  ["sha1", "3021300906052b0e03021a05000414"],
  ["sha512", "3051300d060960864801650304020305000440"],
  ["sha384", "3041300d060960864801650304020205000430"],
  ["md5", "3020300c06082a864886f70d020505000410"],
] as const;

export interface OpenedSignature {
  hash: string;
  /** Whether this is the text that was signed. */
  matches: (text: string) => boolean;
}

export interface SignatureFault {
  mistake: string;
  text: string;
}

/** Opens a signature; or says why the certificate cannot. */
export function openSignature(given: string, right: string): OpenedSignature | SignatureFault {
  const bytes = Buffer.from(given, "base64");
  if (bytes.length !== 256 || bytes.toString("base64") !== given) return notBase64(given);
  try {
    const plain = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, bytes).toString("hex");
    const found = hashes.find(([, beginning]) => plain.startsWith(beginning));
    if (found) {
      const [hash, beginning] = found;
      const digest = plain.slice(beginning.length);
      return { hash, matches: (text) => createHash(hash).update(text).digest("hex") === digest };
    }
    const text = "签名里没有摘要算法的标识：要用“SHA256withRSA”签名，而不是自己算好摘要再用私钥加密";
    return { mistake: "raw-digest", text: `${text}。` };
  } catch {
    return isPss(bytes, right)
      ? { mistake: "padding", text: "用的是 PSS 填充：应当是 PKCS#1 v1.5（SHA256withRSA）。" }
      : {
          mistake: "wrong-key",
          text: "这个签名不是用商户 API 证书的私钥（apiclient_key.pem）做的：核对 WXPAY_CERT_KEY 是不是和 serial_no 那张证书配对的私钥。",
        };
  }
}

function isPss(bytes: Buffer, text: string): boolean {
  return createVerify("RSA-SHA256")
    .update(text)
    .verify({ key, padding: constants.RSA_PKCS1_PSS_PADDING }, bytes);
}

function notBase64(given: string): SignatureFault {
  if (/^[0-9a-f]{512}$/i.test(given)) {
    return { mistake: "hex", text: "签名写成了十六进制：应当是标准的 Base64。" };
  }
  if (/^[\w-]{342}(==)?$/.test(given) && /[-_]/.test(given)) {
    return { mistake: "base64url", text: "签名写成了 Base64URL：应当是标准的 Base64，带 + / 和末尾的 =。" };
  }
  if (/%[0-9a-f]{2}/i.test(given)) {
    return { mistake: "url-encoded", text: "签名被 URL 编码了：请求头里写原样的 Base64。" };
  }
  return {
    mistake: "no-signature",
    text: "这不是 2048 位 RSA 签名的 Base64：它应当有 344 个字符，不能折行、截断或加空格。",
  };
}
