import { z } from "zod";
import { type Config, noticeSettingOf, type OrderNoticeKind, orderNoticeKinds } from "@/lib/config";
import { noticeKeys } from "@/lib/shop/notices/templates";
import { type Template, WechatApiError, WechatError, type Wxclient } from "@/lib/wechat";
import { parsedAnswer } from "@/lib/wechat/api-answer";
import { bad, type Finding, off, ok, warn, withHint } from "./finding";
import { apps } from "./login";
import { otherFinding, refusalFinding, type Subject } from "./refusal";
import { answerer, type Road, unreachedFinding } from "./unreached";

type Settings = Pick<Config, "robot" | "notices" | "appUrl">;

const templates: Subject = { ...apps.mp, name: "order messages" };
const network: Subject = { ...apps.mp, name: "message endpoint" };

/**
 * Whether the account has the templates that the settings name, with the words that the shop fills in, and whether WeChat
 * reaches the server that messages go to. Nothing is sent. (Template messages; network check)
 */
export async function checkOfficialAccount(
  wxclient: Pick<Wxclient, "templates" | "post">,
  settings: Settings,
  road: Road,
): Promise<Finding[]> {
  return [
    ...checkEndpoint(settings, road),
    ...(await ofNetwork(wxclient, settings, road)),
    ...(await ofTemplates(wxclient, settings, road)),
  ];
}

async function asked(subject: Subject, road: Road, call: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof WechatApiError) return [refusalFinding(error, subject)];
    if (!(error instanceof WechatError)) throw error;
    return [withHint(unreachedFinding(error, road) ?? otherFinding(error, subject), error)];
  }
}

/** What the settings of the endpoint tell by themselves. */
function checkEndpoint({ robot, notices, appUrl }: Settings, road: Road): Finding[] {
  const told = Object.keys(notices.templates).length > 0;
  if (!robot) {
    const what = "message endpoint: off, as WEROBOT_TOKEN is not set";
    return [off(told ? `${what}; whether order messages arrive is not heard of` : what)];
  }
  const url = `${appUrl}${robot.path}`;
  const { protocol, port } = new URL(appUrl);
  const place = "mp.weixin.qq.com, 设置与开发 → 基本配置 → 服务器配置";
  if (road.real && port !== "") {
    const mend = `Serve it on ${protocol === "https:" ? "443" : "80"}, and set APP_URL accordingly`;
    return [bad(`message endpoint: ${url} has a port, and WeChat calls 80 and 443 only`, mend)];
  }
  if (!robot.aesKey && road.real) {
    const mend = `Set WEROBOT_AES_KEY to the EncodingAESKey, and choose 安全模式: ${place}`;
    return [warn(`message endpoint: ${url} takes messages that are not encrypted`, mend)];
  }
  const mode = robot.aesKey ? "安全模式" : "明文模式";
  return [ok(`message endpoint: on${road.real ? `; enter ${url}, and ${mode}, at ${place}` : ""}`)];
}

const networkAnswer = z.object({
  dns: z.array(z.object({ ip: z.string() })).optional(),
  ping: z.array(z.object({ ip: z.string(), package_loss: z.string().optional() })).optional(),
});

/** WeChat looks the server's name up, and sends packets to it. That may say nothing where pings are dropped. */
function ofNetwork(wxclient: Pick<Wxclient, "post">, { robot }: Settings, road: Road): Promise<Finding[]> {
  if (!robot) return Promise.resolve([]);
  return asked(network, road, async () => {
    const body = { action: "all", check_operator: "DEFAULT" };
    const { dns = [], ping = [] } = parsedAnswer(
      networkAnswer,
      await wxclient.post("/cgi-bin/callback/check", body),
    );
    if (dns.length === 0) {
      const mend =
        "Enter the server's address at mp.weixin.qq.com, 基本配置 → 服务器配置, and look at its DNS";
      return [warn(`message endpoint: ${answerer(road)} finds no server for it`, mend)];
    }
    const lost = ping.length > 0 && ping.every(({ package_loss }) => package_loss === "100%");
    const ips = dns.map(({ ip }) => ip).join(", ");
    if (lost) {
      const mend = "Where pings are dropped on purpose that is nothing; else let WeChat through the firewall";
      return [warn(`message endpoint: ${answerer(road)} pings ${ips} in vain`, mend)];
    }
    return [ok(`message endpoint: ${answerer(road)} finds it at ${ips}`)];
  });
}

function ofTemplates(
  wxclient: Pick<Wxclient, "templates">,
  { notices: { api, templates: ids } }: Settings,
  road: Road,
): Promise<Finding[]> {
  const wanted = orderNoticeKinds.flatMap((kind) => (ids[kind] ? [{ kind, id: ids[kind] }] : []));
  if (wanted.length === 0) {
    return Promise.resolve([off("order messages: off, as WXTPL_ORDER_* are not set")]);
  }
  if (api === "subscribe") {
    return Promise.resolve([off("order messages: subscription notices; their templates are not looked at")]);
  }
  return asked(templates, road, async () => {
    const known = new Map((await wxclient.templates()).map((template) => [template.template_id, template]));
    return wanted.map(({ kind, id }) => templateFinding(kind, known.get(id)));
  });
}

const chosen = "mp.weixin.qq.com, 广告与服务 → 模板消息 → 我的模板";

function templateFinding(kind: OrderNoticeKind, template: Template | undefined): Finding {
  const name = noticeSettingOf[kind];
  if (!template) return bad(`${name}: the account has no such template`, `Copy its 模板ID again: ${chosen}`);
  const words = new Set(
    [...template.content.matchAll(/\{\{\s*(\w+)\.DATA\s*\}\}/g)].map(([, word]) => word ?? ""),
  );
  const filled = new Set(noticeKeys("template", kind));
  const empty = [...words].filter((word) => !filled.has(word));
  const unknown = [...filled].filter((word) => !words.has(word));
  if (empty.length + unknown.length === 0) return ok(`${name}: ${template.title}`);
  const parts = [
    empty.length > 0 ? `nothing fills ${empty.join(", ")}` : "",
    unknown.length > 0 ? `it has no ${unknown.join(", ")}` : "",
  ];
  return bad(
    `${name}: ${template.title} is not what the shop fills in: ${parts.filter(Boolean).join("; ")}`,
    "Write the template's words into lib/shop/notices/templates.ts, or choose a template that has those",
  );
}
