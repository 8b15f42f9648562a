import { createHash } from "node:crypto";
import type { Diagnosis } from "../explanation";
import { type Attempt, distinct, type Variant } from "./attempt";
import { nameAttempts, nonceVariants, timestampVariants } from "./mistakes";
import { type SignedValues, sha1, signedText } from "./signed-text";
import { type PageContext, urlVariants } from "./url-mistakes";

export interface DiagnosisInput {
  /** The values as they should have been signed; `jsapi_ticket` is "" while there is none. */
  values: SignedValues;
  given: string;
  page: PageContext;
  /** What else may have been in the ticket's place. */
  tickets: readonly Variant[];
}

/**
 * Finds the mistake behind a wrong signature: makes the usual ones in turn and looks which of them leads to exactly
 * the signature that came.
 * @returns null when none does
 */
export function diagnose(input: DiagnosisInput): Diagnosis | null {
  if (input.given.trim() === "") return null;
  for (const attempt of attempts(input)) {
    const found = match(attempt, input.given);
    if (found) return found;
  }
  return null;
}

/** The usual mistakes, one by one: thousands, however long the address. */
export function* attempts({ values, page, tickets }: DiagnosisInput): Generator<Attempt> {
  const urls = distinct(urlVariants(values.url, page), values.url);
  const others = distinct(tickets, values.jsapi_ticket);
  // What was signed is right: then the hash or its spelling is not.
  yield { mistake: "", text: "", signed: signedText(values) };
  for (const url of urls) yield changed(values, "url", url);
  for (const ticket of others) yield changed(values, "jsapi_ticket", ticket);
  yield* nameAttempts(values);
  for (const nonce of nonceVariants(values.noncestr)) yield changed(values, "noncestr", nonce);
  for (const timestamp of timestampVariants(values.timestamp)) yield changed(values, "timestamp", timestamp);
  for (const ticket of others) {
    for (const url of urls) {
      const both = changed({ ...values, jsapi_ticket: ticket.value }, "url", url);
      yield { ...both, text: `${url.text}；另外，${ticket.text}` };
    }
  }
}

const changed = (values: SignedValues, field: keyof SignedValues, variant: Variant): Attempt => ({
  mistake: variant.mistake,
  text: variant.text,
  signed: signedText({ ...values, [field]: variant.value }),
  field,
});

interface Algorithm {
  label: string;
  /** Of a digest, in letters: of any other length none need be made. */
  length: number;
  digest: (text: string) => string;
}

const hex = (name: string) => (text: string) => createHash(name).update(text).digest("hex");

const algorithms: readonly Algorithm[] = [
  { label: "MD5", length: 32, digest: hex("md5") },
  { label: "SHA-256", length: 64, digest: hex("sha256") },
  { label: "SHA-512", length: 128, digest: hex("sha512") },
  {
    label: "SHA-1 的 Base64",
    length: 28,
    digest: (text) => createHash("sha1").update(text).digest("base64"),
  },
];

function match(attempt: Attempt, given: string): Diagnosis | null {
  const plain = given.trim();
  const own = sha1(attempt.signed);
  const right = plain.toLowerCase() === own;
  const algorithm = right
    ? undefined
    : algorithms.find(
        ({ length, digest }) =>
          plain.length === length && [plain, plain.toLowerCase()].includes(digest(attempt.signed)),
      );
  if (!right && !algorithm) return null;
  const faults: [mistake: string, text: string][] = [[attempt.mistake, attempt.text]];
  if (algorithm) faults.push(["algorithm", `用的是 ${algorithm.label}，这里应当是 SHA-1 的十六进制`]);
  if (right && plain !== own) faults.push(["upper-case", "签名是大写的：JS-SDK 的签名要用小写的十六进制"]);
  if (plain !== given) faults.push(["whitespace", "签名前后多了空白或换行"]);
  const said = faults.filter(([, text]) => text !== "");
  if (said.length === 0) return null;
  return {
    mistake: said[0]?.[0] ?? "",
    text: `${said.map(([, text]) => text).join("；另外，")}。`,
    signed: attempt.signed,
    ...(attempt.field === undefined ? {} : { field: attempt.field }),
  };
}
