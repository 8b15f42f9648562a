import { randomInt } from "node:crypto";
import { nowMs } from "@/lib/clock";
import { sha1Sorted } from "@/lib/wechat/sign";
import { sandboxAccounts } from "../accounts";
import { type Explanation, sections } from "../explanation";
import { record } from "../ledger";
import { endpointUrl } from "./mode";
import { callShop } from "./shop-call";

/** What WeChat's console does when one saves the server settings. (Message server, access guide) */

export interface Verification {
  ok: boolean;
  /** One line. */
  message: string;
}

/** GETs the server address with an echostr, and says whether what comes back is right. */
export async function verifyEndpoint(): Promise<Verification> {
  const endpoint = endpointUrl();
  if (endpoint === null) return { ok: false, message: "店铺没有设置 WEROBOT_TOKEN：没有服务器地址" };
  const echostr = String(randomInt(2 ** 47)) + String(randomInt(1000)).padStart(3, "0");
  const timestamp = String(Math.floor(nowMs() / 1000));
  const nonce = String(randomInt(100_000_000, 2_000_000_000));
  const signature = sha1Sorted(sandboxAccounts.robot.token, timestamp, nonce);
  const url = `${endpoint}?${new URLSearchParams({ signature, echostr, timestamp, nonce })}`;
  const { status, text, durationMs } = await callShop(url, null, (ms) => AbortSignal.timeout(ms));
  const fault = faultOf(status, text, echostr);
  const message = fault?.rule ?? "服务器地址正确：原样回答了 echostr";
  await record({
    direction: "out",
    method: "GET",
    address: endpoint,
    request: `GET ${new URL(url).pathname}${new URL(url).search}`,
    answer: text.slice(0, 4096),
    httpStatus: status,
    outcome: `校验服务器地址：${message}`,
    ok: fault === null,
    why: { section: sections.messageServer, ...fault },
    durationMs,
  });
  return { ok: fault === null, message };
}

/** Why an answer is not right; null when it is. */
export function faultOf(status: number, text: string, echostr: string): Explanation | null {
  const given = status === 200 ? text.slice(0, 200) : `HTTP ${status} ${text.slice(0, 200)}`;
  const common = { expected: echostr, given };
  if (status === 0) return { rule: text, given };
  if (status === 401 || status === 403)
    return {
      ...common,
      rule: "服务器说签名不对",
      advice: "两边的 Token 要一样：signature 是 token、timestamp、nonce 排序、拼接、SHA-1",
    };
  if (status >= 300 && status < 400) return { ...common, rule: "服务器地址不能跳转" };
  if (status !== 200) return { ...common, rule: `HTTP 状态要是 200，给的是 ${status}` };
  if (text === echostr) return null;
  if (text.trim().replace(/^\uFEFF|^"|"$/g, "") === echostr)
    return { ...common, rule: "echostr 要原样回答：前后不能有引号、空白或 BOM" };
  if (text === "") return { ...common, rule: "应答是空的，要原样回答 echostr" };
  return { ...common, rule: "应答不是 echostr" };
}
