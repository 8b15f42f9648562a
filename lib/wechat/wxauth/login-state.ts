import { z } from "zod";
import { sha256Hex, timingSafeEqualText } from "../sign";
import type { StateStore } from "../store";
import type { AuthOutcome, CallbackQuery, WebAction } from "./types";

/**
 * What the store holds of a login. First its state, which is taken by the first code that arrives with it; then the
 * claim on that code, which becomes its outcome, for the second time that WeChat brings the same code.
 */

const stateSeconds = 10 * 60;
const outcomeSeconds = 2 * 60;

/** WeChat lets only letters and digits through, up to 128 bytes. */
export const stateFormat = /^[0-9a-zA-Z]{32}$/;

const scope = z.enum(["snsapi_base", "snsapi_userinfo", "snsapi_login"]);
const action = z.enum(["mp", "qrcode"]);

const stateRecord = z.object({ action, scope, next: z.string(), browserHash: z.string() });
export type StateRecord = z.infer<typeof stateRecord>;

const identity = z.object({
  openid: z.string(),
  unionid: z.string().optional(),
  scope: z.string(),
  isSnapshotuser: z.boolean(),
});

const userinfo = z.object({
  openid: z.string(),
  unionid: z.string().optional(),
  nickname: z.string(),
  headimgurl: z.string(),
  sex: z.number(),
  province: z.string(),
  city: z.string(),
  country: z.string(),
  privilege: z.array(z.string()),
});

const outcome = z.discriminatedUnion("ok", [
  z.object({
    ok: z.literal(true),
    action,
    scope,
    next: z.string(),
    access: identity,
    userinfo: userinfo.optional(),
  }),
  z.object({
    ok: z.literal(false),
    action,
    err: z.enum(["args_error", "auth_error", "access_error", "get_userinfo_error"]),
    reason: z.enum([
      "missing_state",
      "bad_state",
      "used_state",
      "other_browser",
      "bad_code",
      "denied",
      "dead_code",
      "wechat_unavailable",
      "refused",
    ]),
    next: z.string().nullable(),
    errcode: z.number().optional(),
    errmsg: z.string().optional(),
  }),
]);

const claimRecord = z.object({
  action,
  browserHash: z.string(),
  codeHash: z.string(),
  next: z.string(),
  outcome: outcome.optional(),
});
export type ClaimRecord = z.infer<typeof claimRecord>;

const stateKey = (state: string) => `wxauth:state:${state}`;
const claimKey = (state: string) => `wxauth:claim:${state}`;

export async function putState(store: StateStore, state: string, record: StateRecord): Promise<void> {
  await store.put(stateKey(state), JSON.stringify(record), stateSeconds);
}

export async function getState(store: StateStore, state: string): Promise<StateRecord | null> {
  return read(stateRecord, await store.get(stateKey(state)));
}

export async function getClaim(store: StateStore, state: string): Promise<ClaimRecord | null> {
  return read(claimRecord, await store.get(claimKey(state)));
}

/** Whether this caller is the first to bring a code for the state. */
export async function claim(store: StateStore, state: string, record: ClaimRecord): Promise<boolean> {
  return store.compareAndSet(claimKey(state), null, JSON.stringify(record), outcomeSeconds);
}

/** Spends the state. A claim expires before its state would, so only who gets true may exchange the code. */
export async function takeState(store: StateStore, state: string): Promise<boolean> {
  return (await store.take(stateKey(state))) !== null;
}

/** Lets later arrivals of the same code see what came of it. */
export async function remember(store: StateStore, state: string, record: ClaimRecord): Promise<void> {
  await store.put(claimKey(state), JSON.stringify(record), outcomeSeconds);
}

/** The remembered outcome, marked as a repetition. */
export function repeated(remembered: NonNullable<ClaimRecord["outcome"]>): AuthOutcome {
  return remembered.ok ? { ...remembered, repeated: true } : remembered;
}

/** Whether it is the browser that the login was started for. None is started for an empty one. */
export function belongsTo(record: { action: WebAction; browserHash: string }, query: CallbackQuery): boolean {
  return timingSafeEqualText(record.browserHash, sha256Hex(query.browser ?? ""));
}

function read<T>(schema: z.ZodType<T>, text: string | null): T | null {
  if (text === null) return null;
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
