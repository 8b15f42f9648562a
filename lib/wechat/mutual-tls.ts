import type { IncomingMessage } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import { rootCertificates } from "node:tls";
import { certificateFault, type MerchantCertificate, type PemFault } from "./certificate";
import { WechatConfigError, WechatError } from "./errors";
import { sha256Hex } from "./sign";
import type { Transport } from "./transport";

/** Calls for which WeChat wants to see the merchant's certificate. (WeChat Pay v2, API certificate) */

const names: Readonly<Record<PemFault["about"], string>> = {
  certificate: "certificate (WXPAY_CERT)",
  key: "certificate's key (WXPAY_CERT_KEY)",
  both: "certificate (WXPAY_CERT) and its key (WXPAY_CERT_KEY)",
};

/**
 * The transport for such a call to a host. Through a gateway that is reached over plain http, such as the sandbox, no
 * certificate can be shown: then it is the same transport.
 * @throws WechatError kind `config`, code CERT, when the certificate is missing, encrypted, swapped with its key, another
 *   key's, expired or not yet valid
 */
export function withCertificate(
  transport: Transport,
  host: string,
  certificate: MerchantCertificate | null | undefined,
): Transport {
  if (!transport.gateway.url(host, "/").startsWith("https:")) return transport;
  if (!certificate) {
    throw new WechatConfigError(
      "WeChat wants the merchant's certificate for this call: WXPAY_CERT and WXPAY_CERT_KEY are not set",
      "CERT",
    );
  }
  const fault = certificateFault(certificate, transport.now());
  if (fault) throw new WechatConfigError(`The merchant's ${names[fault.about]} ${fault.problem}`, "CERT");
  const { mutualTls = certifiedFetch, ca } = transport;
  return { ...transport, fetch: mutualTls(certificate, ca) };
}

// The server refused in the handshake, before it read anything.
const refusingAlert = /^ALERT_.*(CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE|ACCESS_DENIED|DECRYPT_ERROR)/;

/**
 * The error of a certified call, as what it is where WeChat did not accept the certificate: by an alert, or by the 400 page
 * of its front server ("No required SSL certificate was sent"). Nothing has happened then. Any other is returned as it is.
 */
export function certificateRefusal(error: unknown): unknown {
  if (!(error instanceof WechatError) || !isRecord(error.detail)) return error;
  const { reason, status, excerpt } = error.detail;
  const alert = error.kind === "network" && refusingAlert.test(String(reason));
  const page = error.kind === "http" && status === 400 && /SSL certificate/i.test(String(excerpt));
  if (!alert && !page) return error;
  return new WechatError("WeChat did not accept the merchant's certificate (WXPAY_CERT)", {
    code: "CERT",
    kind: "config",
    outcome: "refused",
    hint: "The certificate is revoked or another merchant's, or a proxy on the way does not pass it on: download it again from pay.weixin.qq.com, 账户中心 → API安全.",
    hintZh: "商户证书已作废、不属于该商户号，或被中间代理丢弃：请到商户平台 → 账户中心 → API安全重新下载。",
    detail: error.detail,
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

const agents = new Map<string, Agent>();
const maxAgents = 8;

/** Connections are kept open, and only used by who has the same certificate. */
function agentOf({ cert, key }: MerchantCertificate, ca: string | undefined): Agent {
  const id = sha256Hex(JSON.stringify([cert, key, ca]));
  const known = agents.get(id);
  if (known) return known;
  const oldest = agents.size >= maxAgents ? agents.keys().next().value : undefined;
  if (oldest !== undefined) {
    agents.get(oldest)?.destroy();
    agents.delete(oldest);
  }
  const agent = new Agent({
    cert,
    key,
    // Naming some replaces the system's own; without any, NODE_EXTRA_CA_CERTS counts too.
    ca: ca === undefined ? undefined : [...rootCertificates, ca],
    minVersion: "TLSv1.2",
    keepAlive: true,
  });
  agents.set(id, agent);
  return agent;
}

/**
 * A `fetch` over https that shows a client certificate, for what `send` asks of one: a method, headers, a text as body, a
 * signal, no redirects.
 * @param ca PEM of an authority that is trusted besides the usual ones
 */
export function certifiedFetch(certificate: MerchantCertificate, ca?: string): typeof fetch {
  const agent = agentOf(certificate, ca);
  return async (input, init = {}) => {
    const { body, signal } = init;
    if (body !== undefined && body !== null && typeof body !== "string") throw new TypeError("not a text");
    const headers = Object.fromEntries(new Headers(init.headers));
    const length = { "content-length": String(Buffer.byteLength(body ?? "")) };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      httpsRequest(
        String(input),
        {
          agent,
          method: init.method ?? "GET",
          headers: { ...headers, ...length },
          signal: signal ?? undefined,
        },
        resolve,
      )
        .on("error", (error) => reject(signal?.aborted ? error : failed(error)))
        .end(body ?? "");
    });
    return responseOf(answer);
  };
}

/** As the global fetch has it, whose cause `send` reads. TLS 1.2 and 1.3 name an alert in the text only. */
function failed(error: Error): TypeError {
  const alert = /\balert ([a-z ]{3,30})/.exec(error.message)?.[1];
  const code = alert && `ALERT_${alert.trim().replaceAll(" ", "_").toUpperCase()}`;
  return new TypeError("fetch failed", { cause: code ? { code } : error });
}

function responseOf(answer: IncomingMessage): Response {
  const status = answer.statusCode ?? 0;
  if (status >= 300 && status < 400) {
    answer.destroy();
    throw new TypeError("WeChat's answer leads elsewhere");
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headersDistinct)) {
    for (const line of value ?? []) headers.append(name, line);
  }
  if (status === 204) {
    answer.resume();
    return new Response(null, { status, headers });
  }
  return new Response(streamOf(answer), { status, headers });
}

function streamOf(answer: IncomingMessage): ReadableStream<Uint8Array> {
  const parts: AsyncIterator<Uint8Array> = answer[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const part = await parts.next();
      if (part.done) controller.close();
      else controller.enqueue(part.value);
    },
    cancel() {
      answer.destroy();
    },
  });
}
