import { parseXml } from "@/lib/wechat/xml";
import { sections } from "../explanation";
import { type Mishap, mishapNote, takeMishap } from "../mishaps";
import { isRefusal, type PayAnswer, refuse, signedByNobody, succeed } from "./answers";
import { type CallRules, openEnvelope, type PayCall, type PayRequest } from "./envelope";

/**
 * A v2 call from its envelope to its answer, with whatever the console arranged to happen before the work or after it.
 */
export async function perform(
  request: PayRequest,
  rules: CallRules,
  work: (call: PayCall) => Promise<PayAnswer>,
): Promise<PayAnswer> {
  const call = await openEnvelope(request, rules);
  if (isRefusal(call)) return call;
  const mishap = await takeMishap();
  if (mishap === null) return work(call);
  const answer = mishap.done ? await work(call) : null;
  return spoiled(call, mishap, answer);
}

const advice = "结果未知：用相同的参数、相同的单号再试，或者查询；不要换新的单号";

function spoiled(call: PayCall, mishap: Mishap, answer: PayAnswer | null): PayAnswer {
  const rule = mishapNote(mishap);
  const why = { ...call.why, rule, section: sections.payTransport, advice };
  switch (mishap.kind) {
    case "systemerror":
      return refuse(call, "SYSTEMERROR", "系统错误", why);
    case "need_retry":
      return refuse(call, "BIZERR_NEED_RETRY", "退款业务流程错误，需要商户触发重试来解决", why);
    case "bad_sign":
      return wronglySigned(call, answer, why);
    case "no_answer":
    case "half":
    case "late": {
      const whole = answer ?? succeed(call, {}, "");
      return { ...whole, mishap: mishap.kind, outcome: rule, ok: false, why };
    }
  }
}

function wronglySigned(call: PayCall, answer: PayAnswer | null, why: PayAnswer["why"]): PayAnswer {
  // Where answers carry no signature there is none to be wrong.
  if (call.answers !== "signed") return answer ?? refuse(call, "SYSTEMERROR", "系统繁忙，请再试", why);
  const fields = answer?.ok ? parseXml(answer.body) : {};
  return { body: signedByNobody(call, fields), outcome: why.rule ?? "", ok: false, why };
}
