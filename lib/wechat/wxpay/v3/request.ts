import { v3Authorization, v3RequestMessage, v3Sign } from "../../payv3-crypto";
import { nonceStr } from "../../sign";
import { type Answer, send } from "../../transport";
import { privateKey } from "./keys";
import { payHost, type V3Options } from "./options";

export interface V3Call {
  method: "GET" | "POST";
  /** WeChat's own path with its query, already URL-encoded: exactly this is signed and sent. */
  path: string;
  /** Sent as JSON; none for GET. */
  body?: unknown;
  maxBytes?: number | undefined;
}

const userAgent = `moonstone-wxpay (Node.js ${process.version})`;

/**
 * Signs and sends one request; the answer is not looked at. Through a gateway, what is signed is WeChat's own path.
 * (WeChat Pay v3, request signature)
 * @param serial WeChat Pay's key that we would like the answer signed with, and have encrypted fields for
 * @throws WechatError as `send`; kind `config` for a private key that is none
 */
export function sendSigned(options: V3Options, call: V3Call, serial: string | null): Promise<Answer> {
  const body = call.body === undefined ? "" : JSON.stringify(call.body);
  const headers: Record<string, string> = {
    accept: "application/json",
    "user-agent": userAgent,
    authorization: authorization(options, call, body),
  };
  if (serial !== null) headers["wechatpay-serial"] = serial;
  if (body !== "") headers["content-type"] = "application/json";
  return send(options.transport, payHost, call.path, {
    method: call.method,
    headers,
    maxBytes: call.maxBytes,
    ...(body === "" ? {} : { body }),
  });
}

function authorization({ mchid, v3, transport }: V3Options, { method, path }: V3Call, body: string): string {
  const timestamp = String(Math.floor(transport.now() / 1000));
  const nonce = nonceStr(32, transport.random);
  const message = v3RequestMessage({ method, path, timestamp, nonce, body });
  const signature = v3Sign(message, privateKey(v3.privateKey));
  return v3Authorization({ mchid, serial: v3.serial, timestamp, nonce, signature });
}
