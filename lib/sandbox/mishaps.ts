import { type FaultName, firstToStrike } from "./faults";
import { type Pause, pauseFor } from "./pause";

/** What can happen to a call of WeChat Pay besides an answer: before the work was done, or after it. */

export type MishapKind = "systemerror" | "need_retry" | "no_answer" | "half" | "bad_sign" | "late";

export interface Mishap {
  kind: MishapKind;
  /** The work was done all the same. */
  done: boolean;
}

const mishaps = {
  pay_systemerror: { kind: "systemerror", done: false },
  pay_systemerror_after: { kind: "systemerror", done: true },
  pay_need_retry: { kind: "need_retry", done: false },
  pay_need_retry_after: { kind: "need_retry", done: true },
  pay_no_answer: { kind: "no_answer", done: false },
  pay_no_answer_after: { kind: "no_answer", done: true },
  pay_half: { kind: "half", done: false },
  pay_half_after: { kind: "half", done: true },
  pay_bad_sign: { kind: "bad_sign", done: false },
  pay_bad_sign_after: { kind: "bad_sign", done: true },
  pay_late: { kind: "late", done: true },
} as const satisfies Partial<Record<FaultName, Mishap>>;

const names = Object.keys(mishaps) as (keyof typeof mishaps)[];

/** The mishap that strikes this call, if any; one that was set for one time is gone afterwards. */
export async function takeMishap(): Promise<Mishap | null> {
  const name = await firstToStrike(names);
  return name && mishaps[name];
}

/** One line for the ledger. */
export function mishapNote({ kind, done }: Mishap): string {
  const what = {
    systemerror: "答系统错误",
    need_retry: "答要求重试",
    no_answer: "连接断开，没有应答",
    half: "只答一半",
    bad_sign: "应答的签名是错的",
    late: "应答晚 15 秒",
  }[kind];
  return `控制台安排的故障：${what}，${done ? "而事情已经办了" : "什么也没办"}`;
}

/** How late a late answer comes. */
const lateMs = 15_000;

/**
 * The answer as it reaches the caller: cut, late, or not at all.
 * @param pause for tests, in place of waiting
 */
export async function deliverAnswer(
  body: string | Uint8Array,
  init: ResponseInit,
  kind: MishapKind | null,
  signal: AbortSignal,
  pause: Pause = pauseFor,
): Promise<Response> {
  if (kind === "no_answer") return new Response(broken(), init);
  if (kind === "half") return new Response(asBody(body.slice(0, Math.floor(body.length / 2))), init);
  if (kind === "late") await pause(lateMs, signal);
  // A 204 must not have a body, not even an empty one.
  return new Response(body.length === 0 ? null : asBody(body), init);
}

const asBody = (body: string | Uint8Array): BodyInit => (typeof body === "string" ? body : Buffer.from(body));

/** A body that breaks off before its first byte. */
function broken(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      controller.error(new Error("The sandbox ended this connection, as the console asked"));
    },
  });
}
