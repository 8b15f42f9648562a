import { readBeginning } from "@/lib/request-body";
import { record } from "../ledger";
import { deliverAnswer, type Mishap, type MishapKind, mishapNote, takeMishap } from "../mishaps";
import { refuse, succeed, type V3Answer } from "./answer";
import { authorize, isAnswer } from "./authorization";
import { callText, headText, readCall, type SignedCall, type V3Call } from "./call";
import { defaultKey, platformKey, rememberMode } from "./keys";
import { isProbe } from "./probes";
import { routeOf, type V3Work } from "./routes";
import { type SealFlaw, seal } from "./seal";

/** api.mch.weixin.qq.com, the part that speaks v3. */

const longestBody = 128 * 1024;

/** What came of a call: the answer, who asked, and how the answer fails to arrive as it should. */
interface Outcome {
  answer: V3Answer;
  call: SignedCall | null;
  mishap?: MishapKind | undefined;
}

/**
 * Answers an address under `/v3/`, and writes it into the ledger. (WeChat Pay v3)
 * @param origin as the ledger shows it, such as `https://api.mch.weixin.qq.com`
 */
export async function answerPayV3(
  host: string,
  request: Request,
  origin = `https://${host}`,
): Promise<Response> {
  const started = performance.now();
  // A body that is too large is cut, and so is no JSON any more.
  const bytes = await readBeginning(request, longestBody);
  const call = readCall(host, request, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  const outcome = await answerCall(call);
  const { answer, mishap } = outcome;
  const { headers, note } = await sealed(outcome);
  const { status } = answer;
  const response = await deliverAnswer(answer.body, { status, headers }, mishap ?? null, request.signal);
  await record({
    direction: "in",
    method: call.method,
    address: `${origin}${call.path}${call.search}`,
    request: callText(call),
    answer: headText(`HTTP/1.1 ${status}`, headers, answer.body),
    httpStatus: mishap === "no_answer" ? 0 : status,
    outcome: answer.outcome + note,
    ok: answer.ok,
    why: { ...outcome.call?.why, ...answer.why },
    durationMs: performance.now() - started,
  });
  return response;
}

async function answerCall(call: V3Call): Promise<Outcome> {
  const work = routeOf(call);
  if (isAnswer(work)) return { answer: work, call: null };
  const signed = authorize(call);
  if (isAnswer(signed)) return { answer: signed, call: null };
  if (signed.serial !== null) {
    await rememberMode(signed.serial.startsWith("PUB_KEY_ID_") ? "public_key" : "certificate");
  }
  const mishap = await takeMishap();
  if (mishap === null) return { answer: await work(signed), call: signed };
  return { answer: await spoiled(mishap, work, signed), call: signed, mishap: mishap.kind };
}

/** The work is done or not, as the console arranged; the caller cannot tell. */
async function spoiled(mishap: Mishap, work: V3Work, call: SignedCall): Promise<V3Answer> {
  const done = mishap.done ? await work(call) : succeed({}, "");
  const rule = mishapNote(mishap);
  const advice = "结果未知：用相同的参数、相同的单号再试，或者查询；不要换新的单号";
  switch (mishap.kind) {
    case "systemerror":
    case "need_retry":
      return refuse("SYSTEM_ERROR", "系统繁忙，请稍后重试", { rule, advice });
    case "no_answer":
    case "half":
    case "late":
    case "bad_sign":
      return { ...done, outcome: rule, ok: false, why: { ...done.why, rule, advice } };
  }
}

/** The headers of an answer: signed by the key that the request names, or by the merchant's usual one. */
async function sealed({ answer, call, mishap }: Outcome): Promise<{
  headers: Record<string, string>;
  note: string;
}> {
  const type = { "content-type": answer.contentType ?? "application/json; charset=utf-8" };
  const common = { ...(answer.status === 204 ? {} : type), "cache-control": "no-store" };
  const key = (call?.serial ? platformKey(call.serial) : null) ?? (await defaultKey());
  if (!answer.signed) return { headers: { ...common, ...seal("", key, "unsigned") }, note: "" };
  const flaw = await flawOf(mishap);
  const note = flaw === "signtest" ? "（签名探测：应答的签名是故意错的）" : "";
  return { headers: { ...common, ...seal(answer.body, key, flaw) }, note };
}

async function flawOf(mishap: MishapKind | undefined): Promise<SealFlaw | undefined> {
  if (mishap === "bad_sign") return "signature";
  return (await isProbe("v3_signtest")) ? "signtest" : undefined;
}
