import { sha256Hex, timingSafeEqualText } from "../sign";
import type { StateStore } from "../store";
import {
  belongsTo,
  type ClaimRecord,
  claim,
  getClaim,
  getState,
  remember,
  repeated,
  type StateRecord,
  stateFormat,
  takeState,
} from "./login-state";
import { exchange, failure, isCode, type Sns } from "./outcome";
import type { AuthOutcome, CallbackQuery, WebAction } from "./types";

export interface CallbackContext {
  store: StateStore;
  sns: Sns;
  wait: (ms: number) => Promise<void>;
}

/** An exchange takes at most two calls; whoever waits for one gives up after 10 seconds. */
const pollMs = 100;
const polls = 100;

/** See Wxauth.callback. (Web page authorization, step 2, and what WeChat's clients make of it) */
export async function handleCallback(
  context: CallbackContext,
  action: WebAction,
  query: CallbackQuery,
): Promise<AuthOutcome> {
  const { state } = query;
  if (!state) return failure(action, "args_error", "missing_state", null);
  if (!stateFormat.test(state)) return failure(action, "args_error", "bad_state", null);
  const record = await getState(context.store, state);
  // A spent state may still have an outcome for who brings the same code once more.
  if (record === null) return secondArrival(context, action, state, query);
  if (record.action !== action) return failure(action, "args_error", "bad_state", null);
  if (!belongsTo(record, query)) return failure(action, "args_error", "other_browser", record.next);
  if (query.code && !isCode(query.code)) return failure(action, "args_error", "bad_code", record.next);
  return firstArrival(context, state, record, query);
}

async function firstArrival(
  context: CallbackContext,
  state: string,
  record: StateRecord,
  query: CallbackQuery,
): Promise<AuthOutcome> {
  const { action, browserHash, next } = record;
  const claimed: ClaimRecord = { action, browserHash, next, codeHash: sha256Hex(query.code ?? "") };
  if (!(await claim(context.store, state, claimed))) return secondArrival(context, action, state, query);
  const spent = !(await takeState(context.store, state));
  const outcome = spent
    ? failure(action, "args_error", "used_state", next)
    : await resolve(context, record, query);
  await remember(context.store, state, { ...claimed, outcome: forgetful(outcome, action) });
  return outcome;
}

async function resolve(
  { sns }: CallbackContext,
  record: StateRecord,
  { code }: CallbackQuery,
): Promise<AuthOutcome> {
  // WeChat's convention: no code means that the visitor refused.
  return code ? exchange(sns, record, code) : failure(record.action, "auth_error", "denied", record.next);
}

async function secondArrival(
  context: CallbackContext,
  action: WebAction,
  state: string,
  query: CallbackQuery,
): Promise<AuthOutcome> {
  let found = await getClaim(context.store, state);
  if (found === null || found.action !== action) return failure(action, "args_error", "bad_state", null);
  const { next } = found;
  if (!belongsTo(found, query)) return failure(action, "args_error", "other_browser", next);
  if (!timingSafeEqualText(found.codeHash, sha256Hex(query.code ?? ""))) {
    return failure(action, "args_error", "used_state", next);
  }
  for (let poll = 0; found !== null && found.outcome === undefined && poll < polls; poll++) {
    await context.wait(pollMs);
    found = await getClaim(context.store, state);
  }
  if (found?.outcome !== undefined) return repeated(found.outcome);
  return failure(action, "access_error", "wechat_unavailable", next);
}

/** An outcome as it is remembered: without tokens. */
function forgetful(outcome: AuthOutcome, action: WebAction): NonNullable<ClaimRecord["outcome"]> {
  if (!outcome.ok) return { ...outcome, action };
  const { openid, unionid, scope, isSnapshotuser } = outcome.access;
  const access = { openid, unionid, scope, isSnapshotuser };
  return { ok: true, action, scope: outcome.scope, next: outcome.next, access, userinfo: outcome.userinfo };
}
