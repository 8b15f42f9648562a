import type { z } from "zod";
import { apiHost, parsedAnswer, refuseErrcode } from "../api-answer";
import { WechatApiError, WechatConfigError, WechatError } from "../errors";
import { getJson, postJson, type Transport, withQuery } from "../transport";
import { deadTokenCode } from "./access-token";
import type { SharedValue } from "./shared-value";
import type { ApiCalls, ApiQuery } from "./types";

/** The calls that carry an access token. (Rules for every call) */
export type Calls = Pick<ApiCalls, "get" | "post">;

/**
 * Asks with the account's token. When WeChat calls it dead, it is renewed and asked with once more; what cannot be asked
 * twice says by `spent` which error to throw instead.
 */
export type WithToken = <T>(
  ask: (token: string) => Promise<T>,
  spent?: (refusal: WechatApiError) => WechatError,
) => Promise<T>;

const deadTokenCodes: ReadonlySet<number> = new Set([40001, 40014, 42001]);

/** A refused call did nothing, so that repeating it is safe; once is enough. */
export function createWithToken(tokens: SharedValue): WithToken {
  return async (ask, spent) => {
    const token = await tokens.get();
    try {
      return await ask(token);
    } catch (error) {
      if (!isDeadToken(error)) throw error;
      const next = await replaced(tokens, token, error);
      if (spent) throw spent(error);
      return ask(next);
    }
  };
}

export function createCalls(transport: Transport, withToken: WithToken): Calls {
  const accepted = async (answer: Promise<unknown>, token: string): Promise<unknown> => {
    const read = await answer;
    refuseErrcode(read, [token]);
    return read;
  };
  return {
    get: async (path, query: ApiQuery = {}) => {
      const checked = checkedPath(path);
      return withToken((token) =>
        accepted(getJson(transport, apiHost, checked, { ...query, access_token: token }), token),
      );
    },
    post: async (path, body, query: ApiQuery = {}) => {
      const checked = checkedPath(path);
      return withToken((token) => {
        const address = withQuery(checked, { ...query, access_token: token });
        return accepted(postJson(transport, apiHost, address, body), token);
      });
    },
  };
}

/** See ApiCalls.call. */
export function genericCall(calls: Calls): ApiCalls["call"] {
  function call(path: string, body?: unknown): Promise<unknown>;
  function call<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T>;
  async function call(path: string, body?: unknown, schema?: z.ZodType): Promise<unknown> {
    const [, bare = "", query = ""] = /^([^?]*)\??([^#]*)$/.exec(path) ?? [];
    // A path that is none is refused by name, as get and post do.
    const checked = checkedPath(bare);
    const parameters = Object.fromEntries(new URLSearchParams(query));
    const answer = await (body === undefined
      ? calls.get(checked, parameters)
      : calls.post(checked, body, parameters));
    return schema ? parsedAnswer(schema, answer) : answer;
  }
  return call;
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
