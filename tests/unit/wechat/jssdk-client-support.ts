import { afterEach, beforeEach, vi } from "vitest";
import { createJssdkClient, JssdkError, type JssdkErrorKind } from "@/lib/wechat/browser/jssdk";
import { type PhoneOptions, phone } from "./jssdk-phone";

/** Stops the clock for each test of the file, and keeps what the console is told: see `told`. */
export function stopTheClock(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(console, "error").mockImplementation(() => {});
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}

/** What stands in the developer's console. */
export const told = () => vi.mocked(console.error);

/** A page with a client of its own. */
export function open(options: PhoneOptions & { openTags?: boolean; debug?: boolean } = {}) {
  const { openTags = false, debug = false, ...rest } = options;
  const here = phone(rest);
  const client = createJssdkClient({ window: here.window, entryUrl: here.entry, openTags, debug });
  return { ...here, client };
}

/** Lets everything happen that needs no more than `ms`. */
export const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

/** What a promise comes to within `ms`. */
export async function outcome<T>(
  promise: Promise<T>,
  ms = 0,
): Promise<T | { kind: JssdkErrorKind; errMsg: string }> {
  const settled = promise.catch((error: unknown) => {
    if (!(error instanceof JssdkError)) throw error;
    return { kind: error.kind, errMsg: error.errMsg };
  });
  await pass(ms);
  return settled;
}

export const network = ({ client }: { client: ReturnType<typeof createJssdkClient> }) =>
  client.call("getNetworkType", {});

/** A payment as the server would have signed it. */
export const payment = {
  timestamp: "1414587457",
  nonceStr: "n",
  package: "prepay_id=1",
  signType: "MD5",
  paySign: "S",
};
