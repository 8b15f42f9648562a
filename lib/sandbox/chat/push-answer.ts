import { decryptMsg, msgSignature } from "@/lib/wechat/msgcrypt";
import { sandboxAccounts } from "../accounts";
import { type Explanation, sections } from "../explanation";
import { type Addressed, type PassiveReply, readReply } from "./passive-reply";
import type { PushMode } from "./types";
import { BadXml, childText, parseTree, type XmlNode } from "./xml-tree";

/** What the shop's server answered to a push, and which rule it breaks. (Passive replies; message encryption) */

/** What came over the wire. */
export interface RawAnswer {
  /** 0 when none came. */
  status: number;
  text: string;
  durationMs: number;
}

export type Verdict =
  /** `success` or nothing: the account has nothing to say. */
  | { kind: "silent" }
  | { kind: "reply"; reply: PassiveReply; notes: string[]; opened: string | null }
  | { kind: "bad"; why: Explanation; opened: string | null };

/** Whom a reply has to be for, and in which form. */
export interface Expected extends Addressed {
  mode: PushMode;
}

const longest = 64 * 1024;

/** Stops the reading of an answer. */
class Broken extends Error {
  constructor(readonly why: Explanation) {
    super(why.rule);
  }
}

/** Judges an answer as WeChat does. */
export async function readAnswer({ status, text }: RawAnswer, expected: Expected): Promise<Verdict> {
  let opened: string | null = null;
  try {
    if (status === 0) throw new Broken({ rule: "5 秒内要应答", given: text });
    if (status !== 200)
      throw new Broken({ rule: "HTTP 状态要是 200", expected: "200", given: String(status) });
    if (text === "" || text === "success") return { kind: "silent" };
    if (text.length > longest) throw new Broken({ rule: "回复太长", given: `${text.length} 个字符` });
    const outer = treeOf(text);
    const secret = childText(outer, "Encrypt");
    if (secret === null && expected.mode === "safe") throw new Broken(unencrypted);
    if (secret !== null && expected.mode === "plain") throw new Broken(needlesslyEncrypted);
    if (secret !== null) opened = openEnvelope(outer, secret);
    const inner = opened === null ? outer : treeOf(opened);
    const found = await readReply(inner, expected);
    if ("why" in found) throw new Broken(found.why);
    return { kind: "reply", ...found, opened };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return { kind: "bad", why: { section: sections.passiveReply, ...error.why }, opened };
  }
}

const unencrypted: Explanation = {
  rule: "安全模式下回复必须加密（success 和空内容除外）",
  section: sections.messageCrypt,
  field: "Encrypt",
  expected:
    "<xml><Encrypt>…</Encrypt><MsgSignature>…</MsgSignature><TimeStamp>…</TimeStamp><Nonce>…</Nonce></xml>",
  given: "明文 XML",
  advice: "用 EncodingAESKey 加密回复",
};

const needlesslyEncrypted: Explanation = {
  rule: "明文模式下回复不能加密",
  section: sections.messageCrypt,
  field: "Encrypt",
  advice: "直接回复 XML，或者在公众号后台改成安全模式",
};

function treeOf(text: string): XmlNode {
  try {
    const root = parseTree(text);
    if (root.name !== "xml") throw new BadXml(`根元素要是 <xml>，给的是 <${root.name}>`);
    return root;
  } catch (error) {
    if (!(error instanceof BadXml)) throw error;
    const rule = /^\s*[[{"]/.test(text)
      ? "公众号只认 XML、success 或者空内容，不认 JSON"
      : /^\s*<(?:!doctype\s+)?html/i.test(text)
        ? "应答是一个网页，不是 XML"
        : "应答不是能读懂的 XML";
    throw new Broken({
      rule,
      expected: "success、空内容或者 XML",
      given: `${error.message}：${text.slice(0, 200)}`,
    });
  }
}

function openEnvelope(outer: XmlNode, encrypted: string): string {
  const { token, aesKey } = sandboxAccounts.robot;
  const section = sections.messageCrypt;
  const [signature, timestamp, nonce] = ["MsgSignature", "TimeStamp", "Nonce"].map((name) => {
    const value = childText(outer, name);
    if (value === null) throw new Broken({ rule: "加密的回复缺字段", section, field: name });
    return value;
  });
  if (!/^\d{1,12}$/.test(timestamp ?? "")) {
    const rule = "TimeStamp 是秒数，不是毫秒";
    throw new Broken({ rule, section, field: "TimeStamp", given: timestamp ?? "" });
  }
  const right = msgSignature(token, timestamp ?? "", nonce ?? "", encrypted);
  if (signature !== right) {
    const advice =
      "对 token、TimeStamp、Nonce、Encrypt 四个值排序、拼接、SHA-1，用回复里自己的 TimeStamp 和 Nonce";
    const rule = "MsgSignature 不对";
    throw new Broken({
      rule,
      section,
      field: "MsgSignature",
      expected: right,
      given: signature ?? "",
      advice,
    });
  }
  try {
    return decryptMsg(encrypted, { encodingAesKey: aesKey, appid: sandboxAccounts.mp.appid });
  } catch {
    const rule = "Encrypt 解不开，或者信封里不是这个公众号的 appid";
    throw new Broken({
      rule,
      section,
      field: "Encrypt",
      advice: "核对 EncodingAESKey、appid 和 32 字节的补位",
    });
  }
}
