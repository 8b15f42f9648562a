import { addressForNext } from "./static-pages.mjs";
import { answerOf } from "./web.mjs";

/** Where the running app has put what it answers ahead of Next: lib/http/machine-routes.ts */
const key = Symbol.for("moonstone.machineRoutes");

/**
 * What WeChat's machines call, if this is such a call. Before the app has started nothing is, and a browser's
 * request never is: those are Next's, as they are where there is no server of ours.
 * @param {import("node:http").IncomingMessage} req
 * @returns {((request: Request) => Promise<Response>) | null}
 */
function machineRoute(req) {
  const find = /** @type {Record<symbol, any>} */ (globalThis)[key];
  if (!find || req.headers["sec-fetch-dest"] !== undefined) return null;
  return find(req.method, req.url?.split("?", 1)[0]);
}

/** @param {import("node:http").ServerResponse} res */
function refuse(res) {
  res.statusCode = 400;
  res.setHeader("connection", "close");
  res.end("Bad Request");
}

/**
 * The server's listener: machines are answered here, everybody else by Next.
 * @param {(req: import("node:http").IncomingMessage, res: import("node:http").ServerResponse) => Promise<void>} next
 * @param {(pathname: string) => boolean} isStatic which pages are the same whatever their query
 */
export const aheadOf =
  (next, isStatic) =>
  /**
   * @param {import("node:http").IncomingMessage} req
   * @param {import("node:http").ServerResponse} res
   */
  async (req, res) => {
    // A proxy's form of an address, `http://other.site/`: Next would redirect there.
    if (!req.url?.startsWith("/")) return refuse(res);
    const route = machineRoute(req);
    try {
      if (!route) req.url = addressForNext(req, isStatic);
      await (route ? answerOf(route, req, res) : next(req, res));
    } catch (error) {
      // Who went away before the request was complete waits for no answer, and there is nothing to mend.
      if (route && req.destroyed && !req.complete) return;
      console.error(error);
      if (!res.headersSent) res.statusCode = 500;
      res.end(res.headersSent ? undefined : "Internal Server Error");
    }
  };
