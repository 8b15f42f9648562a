import { createHash, createHmac } from "node:crypto";
import { type SignType, signString } from "@/lib/wechat/sign";
import type { Diagnosis } from "../explanation";
import { fieldAttempts } from "./field-mistakes";
import { type Attempt, keyAttempts, orderAttempts, wholeAttempts } from "./mistakes";
import { type SignatureInput, signedParams } from "./parts";

/**
 * Finds the mistake behind a wrong signature: makes the usual ones in turn and looks which of them leads to exactly
 * the signature that came.
 * @returns null when none does: another key, or a parameter that changed in a way nobody could guess
 */
export function diagnose(input: SignatureInput): Diagnosis | null {
  const given = input.params[input.field] ?? "";
  if (given === "") return null;
  for (const attempt of attempts(input)) {
    const found = match(attempt, given, input.signType);
    if (found) return found;
  }
  return null;
}

function* attempts(input: SignatureInput): Generator<Attempt> {
  const params = signedParams(input);
  // What was signed is right: then the hash, its key or its spelling is not.
  yield { mistake: "", text: "", signed: signString(params, input.key), key: input.key };
  yield* wholeAttempts(input, params);
  yield* keyAttempts(input, params);
  yield* orderAttempts(input, params);
  yield* fieldAttempts(input, params);
}

type Algorithm = { name: string; label: string; digest: (attempt: Attempt) => string };

const hash =
  (name: string, encoding: "utf8" | "latin1" = "utf8") =>
  (attempt: Attempt) =>
    createHash(name).update(attempt.signed, encoding).digest("hex");
const hmac = (name: string) => (attempt: Attempt) =>
  createHmac(name, attempt.key).update(attempt.signed).digest("hex");

const algorithms: readonly Algorithm[] = [
  { name: "MD5", label: "MD5", digest: hash("md5") },
  { name: "HMAC-SHA256", label: "HMAC-SHA256", digest: hmac("sha256") },
  { name: "SHA256", label: "不带密钥的 SHA-256", digest: hash("sha256") },
  { name: "SHA1", label: "SHA-1", digest: hash("sha1") },
  { name: "HMAC-MD5", label: "HMAC-MD5", digest: hmac("md5") },
  { name: "HMAC-SHA1", label: "HMAC-SHA1", digest: hmac("sha1") },
  { name: "MD5-LATIN1", label: "把文字当作 Latin-1（而不是 UTF-8）的 MD5", digest: hash("md5", "latin1") },
];

function match(attempt: Attempt, given: string, wanted: SignType): Diagnosis | null {
  const wantedFirst = [...algorithms].sort((a, b) => Number(b.name === wanted) - Number(a.name === wanted));
  const plain = given.trim();
  const algorithm = wantedFirst.find(({ digest }) => digest(attempt) === plain.toLowerCase());
  if (!algorithm) return null;
  const faults = [attempt.text];
  const names = [attempt.mistake];
  if (algorithm.name !== wanted) {
    names.push("algorithm");
    faults.push(
      `用的是 ${algorithm.label}，这里应当是 ${wanted}${algorithm.name === "MD5" ? adviceForMd5 : ""}`,
    );
  }
  if (plain !== plain.toUpperCase()) {
    names.push("lower-case");
    faults.push("签名是小写的：算出来以后要转成大写");
  }
  if (plain !== given) {
    names.push("whitespace");
    faults.push("签名前后多了空白或换行");
  }
  const said = faults.filter((fault) => fault !== "");
  if (said.length === 0) return null;
  return {
    mistake: names.find((name) => name !== "") ?? "",
    text: `${said.join("；另外，")}。`,
    signed: attempt.signed,
    ...(attempt.field === undefined ? {} : { field: attempt.field }),
  };
}

const adviceForMd5 = "（sign_type / signType 写了什么，就要用什么算）";
