import { type Config, config, type RobotSettings } from "../config";
import { paymentHandlers } from "../handlers/payment";
import { robot } from "../handlers/robot";
import { log } from "../log";
import { answerMessage } from "../robot/endpoint";
import { answerPaymentNotification } from "../shop/payments/notification";
import { buildXml } from "../wechat/xml";

/**
 * What WeChat's machines call. On a Node machine scripts/server answers these addresses ahead of Next, by what
 * stands here; under Next (Vercel, `npm run dev`) their route files do, with the same functions.
 */
type MachineRoute = {
  methods: readonly ("GET" | "POST")[];
  /** The whole pathname; what its groups match is handed over. Any other spelling of it is left to Next. */
  path: RegExp;
  answer: (request: Request, ...parts: string[]) => Promise<Response>;
  /** What the caller is told when `answer` throws, in the form that it reads: it shall send its call again. */
  failed: (request: Request) => Response;
};

const isJson = (request: Request) => /^application\/json\b/.test(request.headers.get("content-type") ?? "");

/** WeChat Pay reads XML in v2 and JSON in v3. */
function payFailed(request: Request): Response {
  if (isJson(request)) return Response.json({ code: "FAIL", message: "try again" }, { status: 500 });
  const body = buildXml({ return_code: "FAIL", return_msg: "try again" });
  return new Response(body, { status: 500, headers: { "content-type": "text/xml; charset=utf-8" } });
}

/**
 * No `success`: WeChat shall deliver the message again, twice at most, which does no harm. When that fails too, it tells
 * the person itself that the account cannot be reached, and nothing was swallowed in silence.
 */
const messageFailed = () =>
  new Response("try again", { status: 500, headers: { "content-type": "text/plain; charset=utf-8" } });

const messageRoute = ({ path }: RobotSettings): MachineRoute => ({
  methods: ["GET", "POST"],
  path: new RegExp(`^${path.replaceAll(".", "\\.")}$`),
  answer: (request) => answerMessage(request, robot),
  failed: messageFailed,
});

const routes = ({ robot: endpoint }: Config): readonly MachineRoute[] => [
  ...(endpoint ? [messageRoute(endpoint)] : []),
  {
    methods: ["POST"],
    path: /^\/wxpay\/([\w-]+)\/callback$/,
    answer: (request, type = "") => answerPaymentNotification(request, type, paymentHandlers),
    failed: payFailed,
  },
];

type Answer = (request: Request) => Promise<Response>;

const answering =
  ({ answer, failed }: MachineRoute, parts: string[]): Answer =>
  async (request) => {
    try {
      return await answer(request, ...parts);
    } catch (error) {
      log.error("machine_route.failed", { path: new URL(request.url).pathname, error });
      return failed(request);
    }
  };

/** Who answers a call ahead of Next; null leaves it to Next. */
function findMachineRoute(table: readonly MachineRoute[], method: string, pathname: string): Answer | null {
  for (const route of table) {
    if (!route.methods.some((name) => name === method)) continue;
    const found = route.path.exec(pathname);
    if (found) return answering(route, found.slice(1));
  }
  return null;
}

const key = Symbol.for("moonstone.machineRoutes");
const holder = globalThis as { [key]?: (method: string, pathname: string) => Answer | null };

/** Lets the server that hosts Next know what to answer by itself. Where there is none, nobody asks. */
export function registerMachineRoutes(): void {
  const table = routes(config());
  holder[key] = (method, pathname) => findMachineRoute(table, method, pathname);
}
