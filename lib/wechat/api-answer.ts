import { z } from "zod";
import { WechatApiError, WechatError } from "./errors";

/** Reading the answers of api.weixin.qq.com, where an error comes with HTTP 200 like a success. */

/** Where everything but payments is. */
export const apiHost = "api.weixin.qq.com";

const errorAnswer = z.object({
  errcode: z.coerce.number().int(),
  errmsg: z.string().catch(""),
});

/** Seconds that something lives; what cannot be one is taken as the usual two hours. */
export const lifetimeSeconds = z.coerce.number().int().min(1).max(86_400).catch(7200);

/**
 * Throws what WeChat refused. Success has either no `errcode` or 0.
 * @param secrets blotted out of WeChat's text, should it repeat them, as they are or URL-encoded
 */
export function refuseErrcode(answer: unknown, secrets: readonly string[] = []): void {
  const error = errorAnswer.safeParse(answer);
  if (!error.success || error.data.errcode === 0) return;
  throw new WechatApiError(error.data.errcode, blotted(error.data.errmsg, secrets));
}

/** A gateway may repeat the whole URL, in which they are encoded. */
function blotted(text: string, secrets: readonly string[]): string {
  const spellings = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]).filter(Boolean);
  return spellings.reduce((rest, spelling) => rest.replaceAll(spelling, "…"), text);
}

/**
 * The answer's fields.
 * @throws WechatApiError when it is a refusal
 * @throws WechatError kind `malformed` when it lacks what `schema` wants
 */
export function parsedAnswer<T>(schema: z.ZodType<T>, answer: unknown, secrets?: readonly string[]): T {
  refuseErrcode(answer, secrets);
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  // Only the names of the faulty fields: the answer itself holds tokens.
  const fields = result.error.issues.map((issue) => issue.path.join(".")).join(", ");
  throw new WechatError(`WeChat's answer lacks or misspells: ${fields || "everything"}`, {
    code: "ANSWER",
    kind: "malformed",
    outcome: "unknown",
  });
}
