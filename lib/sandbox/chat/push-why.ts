import { config } from "@/lib/config";
import { sandboxAccounts } from "../accounts";
import { type Explanation, type SignatureParts, sections } from "../explanation";
import { shopMode } from "./mode";
import type { RawAnswer, Verdict } from "./push-answer";
import type { PushFlaw, PushRequest } from "./push-request";
import type { PushMode } from "./types";

/** Deliveries for the ledger: what was signed, what stood inside the envelopes, what the answer means. */

export interface Told {
  outcome: string;
  ok: boolean;
  why: Explanation;
}

/** What is known of a delivery. */
export interface Delivery {
  /** The message's kind, or the event's. */
  name: string;
  /** The message's XML. */
  message: string;
  mode: PushMode;
  request: PushRequest;
  attempt: number;
  /** No other delivery follows. */
  last: boolean;
}

const kinds: Readonly<Record<string, string>> = {
  text: "文字消息",
  image: "图片消息",
  voice: "语音消息",
  video: "视频消息",
  shortvideo: "小视频消息",
  location: "位置消息",
  link: "链接消息",
};

const replies: Readonly<Record<string, string>> = {
  text: "文字",
  image: "图片",
  voice: "语音",
  video: "视频",
  music: "音乐",
  news: "图文",
};

const modes: Readonly<Record<PushMode, string>> = {
  plain: "明文模式",
  compatible: "兼容模式",
  safe: "安全模式",
};

/** What a message or an event is called. */
export const pushName = (name: string): string => kinds[name] ?? `${name} 事件`;

/** A delivery of the real thing. @param ignored the answer is taken as if it had come too late */
export function explainPush(delivery: Delivery, answer: RawAnswer, verdict: Verdict, ignored: boolean): Told {
  const { name, attempt, last } = delivery;
  const which = attempt === 1 ? pushName(name) : `${pushName(name)}（第 ${attempt} 次）`;
  if (ignored) {
    const rule = "控制台安排的故障：当作 5 秒内没有应答，同样的消息再送一次";
    return { outcome: `${which}：应答不算，马上再送`, ok: true, why: { ...basics(delivery), notes: [rule] } };
  }
  const notes = [...opening(delivery), ...answerNotes(verdict)];
  const why = { ...basics(delivery), ...(notes.length > 0 ? { notes } : {}) };
  if (verdict.kind === "silent") return { outcome: `${which}：店铺收到了，没有回复`, ok: true, why };
  if (verdict.kind === "reply") return { outcome: `${which}：店铺${answered(verdict)}`, ok: true, why };
  const next = last ? "不再送" : "马上再送";
  const advice = verdict.why.advice ?? mismatch(delivery.mode, answer);
  return {
    outcome: `${which}：${verdict.why.rule}，${next}`,
    ok: false,
    why: { ...why, ...verdict.why, ...(advice === undefined ? {} : { advice }) },
  };
}

function answered({ reply }: Extract<Verdict, { kind: "reply" }>): string {
  return reply.kind === "transfer" ? "把人转给了客服" : `回复了${replies[reply.kind] ?? reply.kind}`;
}

const opening = ({ request, message }: Delivery): string[] =>
  request.encrypted ? [`信封里的消息：${message}`] : [];

function answerNotes(verdict: Verdict): string[] {
  if (verdict.kind === "silent") return [];
  const opened = verdict.opened === null ? [] : [`回复解密以后：${verdict.opened}`];
  return verdict.kind === "reply" ? [...opened, ...verdict.notes] : opened;
}

function basics({ request, mode }: Delivery): Explanation {
  return {
    section: mode === "plain" ? sections.messageServer : sections.messageCrypt,
    signature: partsOf(request),
  };
}

/** What the signature covers that tells whether the body is genuine. */
function partsOf({ timestamp, nonce, signature, encrypted }: PushRequest): SignatureParts {
  const { token } = sandboxAccounts.robot;
  const named = [
    { name: "token", value: token },
    { name: "timestamp", value: timestamp },
    { name: "nonce", value: nonce },
    ...(encrypted ? [{ name: "Encrypt", value: encrypted.text }] : []),
  ];
  const parts = named.sort((a, b) => (a.value < b.value ? -1 : 1));
  const given = encrypted?.signature ?? signature;
  const why = encrypted ? "signature 只管前三个值，msg_signature 才管消息本身" : "明文模式不签消息本身";
  return {
    signType: encrypted ? "SHA1（msg_signature）" : "SHA1（signature）",
    parts,
    leftOut: [{ name: encrypted ? "signature" : "消息", why }],
    text: parts.map(({ value }) => value).join(""),
    expected: given,
    given,
    ok: true,
  };
}

/** What two sides may have entered differently, when the shop refuses. */
function mismatch(mode: PushMode, { status }: RawAnswer): string | undefined {
  const { robot } = config();
  if (!robot || status < 400 || status > 499) return undefined;
  if ((mode === "plain") !== (shopMode() === "plain")) {
    const wants = robot.aesKey
      ? "店铺设置了 WEROBOT_AES_KEY，只收加密的消息"
      : "店铺没有 WEROBOT_AES_KEY，只收明文";
    return `公众号后台是${modes[mode]}，${wants}：两边要一致`;
  }
  return "核对店铺的 Token 和 EncodingAESKey：要和 /sandbox/settings 里的一样";
}

const flaws: Readonly<Record<PushFlaw, string>> = {
  stale: "11 分钟以前的时间",
  forged: "用错误的 Token 签名",
  plain: "安全模式下送来明文",
  other_appid: "信封里是别人的 appid",
  bad_padding: "信封的补位不对",
};

/** A delivery that must be refused. */
export function explainFlawed(delivery: Delivery, flaw: PushFlaw, answer: RawAnswer): Told {
  const outcome = `伪造推送（${flaws[flaw]}）：`;
  const why = { section: sections.messageCrypt, notes: opening(delivery) };
  if (answer.status !== 200) return { outcome: `${outcome}店铺识破了`, ok: true, why };
  const rule = "收到消息要核对签名、时间、加密方式、补位和信封里的 appid";
  return {
    outcome: `${outcome}店铺信以为真！`,
    ok: false,
    why: {
      ...why,
      rule,
      given: `HTTP 200 ${answer.text.slice(0, 200)}`,
      advice: "任何一项不符都不要处理，回答 4xx",
    },
  };
}
