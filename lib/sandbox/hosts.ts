import { readBeginning } from "@/lib/request-body";
import { answerApi } from "./api-host";
import { avatarSvg } from "./avatars";
import { sections } from "./explanation";
import { refusal } from "./gate";
import { record } from "./ledger";
import { articlePicture } from "./media";
import { deliverAnswer } from "./mishaps";
import { answerPay, type ClientCertificate } from "./pay";
import { answerPayV3 } from "./pay-v3";
import { isPersonId } from "./people";
import { qrCodePicture } from "./qr-codes";
import { pollAnswer, qrcodeSvg } from "./qrconnect";
import { pageScript } from "./scripts";

/** WeChat's hosts, by their names and paths. */

const longestBody = 128 * 1024;

/** What the server knows of the connection, and a request cannot claim. */
export interface Connection {
  /** Absent over plain HTTP, where there is nothing to see. */
  clientCertificate?: ClientCertificate;
}

/** Answers `https://{host}{path}`; null for what the sandbox does not have. */
export async function answerHost(
  host: string,
  path: string,
  request: Request,
  connection: Connection = {},
): Promise<Response | null> {
  switch (host) {
    case "api.weixin.qq.com":
      return (await refuseForeignPage(host, path, request)) ?? answerApi(path, request);
    case "api.mch.weixin.qq.com":
    case "api2.mch.weixin.qq.com":
      return (
        (await refuseForeignPage(host, path, request)) ??
        (path.startsWith("/v3/")
          ? answerPayV3(host, request)
          : answerMerchant(`https://${host}`, path, request, connection))
      );
    case "mp.weixin.qq.com":
      return path === "/cgi-bin/showqrcode" ? qrCodePicture(new URL(request.url).searchParams) : null;
    case "mmbiz.qpic.cn":
      return photo(await articlePicture(path));
    case "open.weixin.qq.com":
      return picture(await qrcodeSvg(/^\/connect\/qrcode\/(\w+)$/.exec(path)?.[1] ?? ""));
    case "res.wx.qq.com":
    case "res2.wx.qq.com":
      return scriptAnswer(await pageScript(path));
    case "lp.open.weixin.qq.com":
      return path === "/connect/l/qrconnect" ? answerPoll(request) : null;
    case "thirdwx.qlogo.cn": {
      const id = /^\/mmopen\/vi_32\/(\w+)\/\d+$/.exec(path)?.[1];
      return picture(isPersonId(id) ? avatarSvg(id) : null);
    }
    default:
      return null;
  }
}

/**
 * Everybody knows the sandbox's secrets: any site could have its visitor's browser call with them, and so end a
 * developer's tokens. Servers, for which these hosts are, do not send Sec-Fetch-Site.
 */
async function refuseForeignPage(host: string, path: string, request: Request): Promise<Response | null> {
  const site = request.headers.get("sec-fetch-site");
  if (site === null || site === "same-origin" || site === "none") return null;
  const rule = "接口只能由服务器调用，这个请求是别的网站的网页发出的";
  const advice = "改到服务器上调用：AppSecret 和支付密钥不能出现在网页里";
  const answer = refusal(403, `${rule}。${advice}`);
  await record({
    direction: "in",
    method: request.method,
    address: `https://${host}${path}`,
    request: `${request.method} ${path}${new URL(request.url).search}\n\nSec-Fetch-Site: ${site}`,
    answer: await answer.clone().text(),
    httpStatus: answer.status,
    outcome: rule,
    ok: false,
    why: {
      rule,
      section: host === "api.weixin.qq.com" ? sections.cgiTransport : sections.payTransport,
      field: "Sec-Fetch-Site",
      given: site,
      advice,
      notes: ["微信不看这个请求头；沙箱的 AppSecret 和密钥人人都知道，所以要看"],
    },
    durationMs: 0,
  });
  return answer;
}

function picture(svg: string | null): Response | null {
  if (svg === null) return null;
  return new Response(svg, { headers: { "content-type": "image/svg+xml", "cache-control": "max-age=3600" } });
}

function photo(found: Awaited<ReturnType<typeof articlePicture>>): Response | null {
  if (found === null) return null;
  const headers = { "content-type": found.mime, "x-content-type-options": "nosniff" };
  return new Response(found.bytes, { headers: { ...headers, "cache-control": "max-age=3600" } });
}

function scriptAnswer(text: string | null): Response | null {
  if (text === null) return null;
  const type = "text/javascript; charset=utf-8";
  return new Response(text, { headers: { "content-type": type, "cache-control": "no-store" } });
}

async function answerPoll(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const script = await pollAnswer(query.get("uuid") ?? "", query.get("last"));
  return new Response(script, {
    headers: { "content-type": "text/javascript", "cache-control": "no-store" },
  });
}

async function answerMerchant(
  origin: string,
  path: string,
  request: Request,
  connection: Connection,
): Promise<Response | null> {
  const started = performance.now();
  // A body that is too large is cut, and so is no XML any more.
  const body = await readBeginning(request, longestBody);
  const certificate = connection.clientCertificate;
  const answer = await answerPay(path, { method: request.method, body, certificate });
  const { status = 200, contentType = "text/xml; charset=utf-8", mishap = null } = answer ?? { status: 404 };
  const init = { status, headers: { "content-type": contentType } };
  const response = answer && (await deliverAnswer(answer.bytes ?? answer.body, init, mishap, request.signal));
  await record({
    direction: "in",
    method: request.method,
    address: `${origin}${path}`,
    request: new TextDecoder().decode(body),
    answer: answer?.body ?? "",
    httpStatus: mishap === "no_answer" ? 0 : status,
    outcome: answer?.outcome ?? "沙箱没有这个接口",
    ok: answer?.ok ?? false,
    why: answer?.why,
    durationMs: performance.now() - started,
  });
  return response;
}
