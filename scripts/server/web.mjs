import { Buffer } from "node:buffer";
import { setTimeout as after } from "node:timers/promises";

/** What is known to be no longer than this is read at once: a stream costs more than a notification. */
const smallBytes = 64 * 1024;
/** Who sends more than its reader wanted is listened to for so long, so that the answer is heard. */
const patienceBytes = 1024 * 1024;
const patienceMs = 2000;

/**
 * The whole body of a request, or an error when the sender goes away before its end.
 * @param {import("node:http").IncomingMessage} req
 * @returns {Promise<Buffer>}
 */
function whole(req) {
  return new Promise((resolve, reject) => {
    /** @type {Buffer[]} */
    const chunks = [];
    req.on("data", (chunk) => chunks.push(chunk));
    req.once("end", () => resolve(Buffer.concat(chunks)));
    req.once("error", reject);
  });
}

/** @param {import("node:http").IncomingMessage} req */
async function bodyOf(req) {
  if (req.method === "GET" || req.method === "HEAD") return undefined;
  if (Number(req.headers["content-length"]) <= smallBytes) return whole(req);
  // A reader that has had enough must still be able to answer: so the request is not destroyed with the stream.
  return ReadableStream.from(req.iterator({ destroyOnReturn: false }));
}

/**
 * A request as the web knows it. Its origin is this server's own: absolute addresses are built from APP_URL.
 * @param {import("node:http").IncomingMessage} req
 */
async function webRequest(req) {
  /** @type {[string, string][]} */
  const headers = [];
  for (const [name, value] of Object.entries(req.headers)) {
    if (typeof value === "string") headers.push([name, value]);
  }
  const body = await bodyOf(req);
  return new Request(`http://localhost${req.url}`, { method: req.method, headers, body, duplex: "half" });
}

/**
 * Reads what nobody wanted, for as long as it is not too much.
 * @param {import("node:http").IncomingMessage} req
 */
async function readRest(req) {
  let size = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > patienceBytes) return;
  }
}

/**
 * Answers a request with a function from a web Request to a web Response.
 * @param {(request: Request) => Promise<Response>} route
 * @param {import("node:http").IncomingMessage} req
 * @param {import("node:http").ServerResponse} res
 */
export async function answerOf(route, req, res) {
  const response = await route(await webRequest(req));
  const body = Buffer.from(await response.arrayBuffer());
  res.statusCode = response.status;
  for (const [name, value] of response.headers) res.appendHeader(name, value);
  res.setHeader("x-content-type-options", "nosniff");
  if (!req.complete) {
    res.setHeader("connection", "close");
    await Promise.race([readRest(req), after(patienceMs, undefined, { ref: false })]);
  }
  res.end(body);
}
