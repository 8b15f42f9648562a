import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import { TLSSocket } from "node:tls";
import { BodyTooLarge } from "@/lib/request-body";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { inSandbox, json } from "@/lib/sandbox/gate";
import { answerHost, type Connection } from "@/lib/sandbox/hosts";
import { settingsText } from "@/lib/sandbox/settings-text";
import { authorityCertificate, serverCertificate, serverPrivateKey } from "@/lib/sandbox/tls-keys";
import { answerControl } from "./control";
import { reply, webRequest } from "./web";

/** The sandbox's hosts behind a server of their own: WeChat as a program in another language meets it. */

export interface SandboxServerOptions {
  /** Over TLS; a client's certificate is looked at where WeChat demands one. */
  tls: boolean;
  /** Which host a plain path is for, when the Host header names none of WeChat's. */
  host: string;
}

/** A server that is not listening yet. The database and the sandbox must be ready. */
export function createSandboxServer({ tls, host }: SandboxServerOptions): Server {
  const listener = listen(host);
  if (!tls) return createServer(listener);
  return createTlsServer(
    {
      cert: serverCertificate,
      key: serverPrivateKey,
      ca: authorityCertificate,
      minVersion: "TLSv1.2",
      requestCert: true,
      // Who has none, or a wrong one, is told so in WeChat's words, and only where it matters.
      rejectUnauthorized: false,
    },
    listener,
  );
}

const listen =
  (host: string): RequestListener =>
  async (req: IncomingMessage, res: ServerResponse) => {
    try {
      const request = await webRequest(req, res);
      const handler = inSandbox(() => answer(request, req, host));
      await reply(await handler(request, undefined), res);
    } catch (error) {
      if (error instanceof BodyTooLarge) return refuseTooLarge(req, res);
      // The caller went away, or the console asked for a connection that breaks.
      res.destroy();
    }
  };

function refuseTooLarge(req: IncomingMessage, res: ServerResponse): void {
  // The rest is thrown away as it comes: an answer that comes before is not always heard.
  req.resume().once("end", () => {
    res.writeHead(413, { "content-type": "text/plain; charset=utf-8" }).end("沙箱不收这么大的请求");
  });
}

const notFound = (): Response => json({ ok: false, message: "沙箱没有这个地址，见 docs/sandbox.md" }, 404);
const plain = (text: string): Response =>
  new Response(text, {
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });

async function answer(request: Request, req: IncomingMessage, host: string): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/" || pathname === "/sandbox/settings") return plain(settingsText());
  if (pathname === "/sandbox/ca.pem") return plain(authorityCertificate);
  if (pathname.startsWith("/sandbox/api/")) return (await answerControl(pathname, request)) ?? notFound();
  const [to, path] = destination(pathname, req.headers.host ?? "", host);
  return (await answerHost(to, path, request, connectionOf(req))) ?? notFound();
}

/** `/sandbox/{host}/{path}`, or `/{path}` of the host that the Host header names. */
function destination(pathname: string, hostHeader: string, otherwise: string): [host: string, path: string] {
  const [, named, path] = /^\/sandbox\/([^/]+)(\/.*)$/.exec(pathname) ?? [];
  if (named !== undefined && path !== undefined) return [named, decoded(path)];
  const [name = ""] = hostHeader.split(":", 1);
  return [/\.(qq\.com|qlogo\.cn|qpic\.cn|tenpay\.com)$/.test(name) ? name : otherwise, decoded(pathname)];
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Whose certificate the caller showed. Without TLS nobody can show one, and the sandbox is lenient. */
function connectionOf({ socket }: IncomingMessage): Connection {
  if (!(socket instanceof TLSSocket)) return {};
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return { clientCertificate: "none" };
  const own = certificate.serialNumber.toUpperCase() === sandboxAccounts.pay.serial;
  return { clientCertificate: own && socket.authorized ? "verified" : "foreign" };
}
