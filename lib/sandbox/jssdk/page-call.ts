import { z } from "zod";
import { type Explanation, sections } from "../explanation";
import { record } from "../ledger";
import { isInterface, meantInterface, publicName } from "./api-list";

/** A page calls one of the JS-SDK's interfaces: what came of it, as the phone tells it. (JS-SDK, interfaces) */

export const pageCallInput = z.object({
  /** `previewImage`, or the bridge's name for it. */
  api: z.string().min(1).max(100),
  url: z.string().max(4096),
  ok: z.boolean(),
  errMsg: z.string().max(500),
  /** What the page gave, or what a person did. */
  detail: z.unknown().optional(),
});
export type PageCall = z.infer<typeof pageCallInput>;

/** Writes the call to the ledger; a refusal with what to do about it. */
export async function recordPageCall({ api, url, ok, errMsg, detail }: PageCall): Promise<void> {
  await record({
    direction: "page",
    method: "JS",
    address: `wx.${publicName(api)}`,
    request: JSON.stringify({ api, url, detail }, null, 2),
    answer: JSON.stringify({ errMsg }, null, 2),
    httpStatus: 200,
    outcome: errMsg,
    ok,
    why: ok ? undefined : explain(api, url, errMsg),
    durationMs: 0,
  });
}

interface Remedy {
  found: RegExp;
  rule: string;
  advice: string;
}

/** The refusals that every interface knows. (JS-SDK, errors) */
const remedies: readonly Remedy[] = [
  {
    found: /offline verifying/,
    rule: "wx.config 还没有通过，接口就被调用了",
    advice: "在 wx.ready 里调用，或等 config 成功之后再让按钮可点；config 失败时看上面那一条的原因",
  },
  {
    found: /permission denied|no permission to execute|access denied/,
    rule: "这个页面的 wx.config 没有授权这个接口",
    advice:
      "把它写进 jsApiList；安卓上授权只对当前地址有效，换页（pushState）以后要用新地址重新签名并 wx.config",
  },
  {
    found: /function not exist|not supported/,
    rule: "客户端没有这个接口",
    advice: "先用 wx.checkJsApi 看看，没有时给用户另一条路",
  },
  {
    found: /access_denied|not_allow/,
    rule: "页面的域名不在 JS 接口安全域名里",
    advice: "用 APP_URL 的地址打开页面",
  },
];

function explain(api: string, url: string, errMsg: string): Explanation {
  const section = sections.jssdkErrors;
  const name = publicName(api);
  const remedy = remedies.find(({ found }) => found.test(errMsg));
  const facts = { section, field: name, given: url };
  if (!isInterface(api)) {
    const meant = meantInterface(api);
    const advice = meant ? `是不是 ${meant}？名字区分大小写` : "jweixin 1.6.0 的接口列表里没有它";
    return { rule: `没有名为 ${name} 的接口`, ...facts, advice };
  }
  if (!remedy) return { rule: "接口回答失败：看 errMsg 和给它的参数", ...facts };
  return { rule: remedy.rule, ...facts, advice: remedy.advice };
}
