import { apiHost, refuseErrcode } from "../api-answer";
import { WechatApiError, WechatConfigError, WechatError } from "../errors";
import { getJson, postJson, type Transport, withQuery } from "../transport";
import { deadTokenCode } from "./access-token";
import type { SharedValue } from "./shared-value";
import type { ApiQuery, Wxclient } from "./types";

/** The calls that carry an access token. (Rules for every call) */
export type Calls = Pick<Wxclient, "get" | "post">;

const deadTokenCodes: ReadonlySet<number> = new Set([40001, 40014, 42001]);

export function createCalls(transport: Transport, tokens: SharedValue): Calls {
  const attempt = async (ask: (token: string) => Promise<unknown>, token: string): Promise<unknown> => {
    const answer = await ask(token);
    refuseErrcode(answer, [token]);
    return answer;
  };

  /** A refused call did nothing, so that repeating it is safe; once is enough. */
  const withToken = async (ask: (token: string) => Promise<unknown>): Promise<unknown> => {
    const token = await tokens.get();
    try {
      return await attempt(ask, token);
    } catch (error) {
      if (!isDeadToken(error)) throw error;
      return attempt(ask, await replaced(tokens, token, error));
    }
  };

  return {
    get: async (path, query: ApiQuery = {}) => {
      const checked = checkedPath(path);
      return withToken((token) => getJson(transport, apiHost, checked, { ...query, access_token: token }));
    },
    post: async (path, body) => {
      const checked = checkedPath(path);
      return withToken((token) =>
        postJson(transport, apiHost, withQuery(checked, { access_token: token }), body),
      );
    },
  };
}

async function replaced(tokens: SharedValue, token: string, refusal: WechatApiError): Promise<string> {
  try {
    return await tokens.replace(token);
  } catch (error) {
    // That there is no better token adds nothing to what WeChat said.
    throw error instanceof WechatError && error.code === deadTokenCode ? refusal : error;
  }
}

function isDeadToken(error: unknown): error is WechatApiError {
  return error instanceof WechatApiError && deadTokenCodes.has(error.errcode);
}

function checkedPath(path: string): string {
  if (!/^\/[^?#\s]+$/.test(path))
    throw new WechatConfigError("A path begins with / and has no query", "PATH");
  return path;
}
