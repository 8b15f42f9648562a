import { z } from "zod";
import { WechatApiError, WechatError } from "../errors";

/**
 * An error as other processes are told of it, so that they need not run into it as well. Messages of a WechatError
 * carry no secret; what else it had, such as a proxy's page, stays behind.
 */
export const storedError = z.object({
  message: z.string(),
  code: z.string(),
  kind: z.enum(["network", "timeout", "http", "malformed", "signature", "api", "config"]),
  retryable: z.boolean(),
  outcome: z.enum(["refused", "unknown"]),
  hint: z.string().optional(),
  hintZh: z.string().optional(),
  refusal: z.object({ errcode: z.number().int(), errmsg: z.string() }).optional(),
});
export type StoredError = z.infer<typeof storedError>;

/** Null for an error that is a bug rather than an answer, and should not be passed around. */
export function errorToStore(error: unknown): StoredError | null {
  if (!(error instanceof WechatError)) return null;
  const { message, code, kind, retryable, outcome, hint, hintZh } = error;
  const refusal =
    error instanceof WechatApiError ? { errcode: error.errcode, errmsg: error.errmsg } : undefined;
  return { message, code, kind, retryable, outcome, hint, hintZh, refusal };
}

/** The error again, of the same type. */
export function rememberedError({ message, refusal, ...options }: StoredError): WechatError {
  return refusal ? new WechatApiError(refusal.errcode, refusal.errmsg) : new WechatError(message, options);
}
