import { z } from "zod";
import { BodyTooLarge, readText } from "../request-body";
import type { LoginReason } from "./login-problems";

/** A code has about 32 characters. */
const maxBytes = 4 * 1024;

/** The request is refused before WeChat is asked; `reason` says why. */
export class LoginRefused extends Error {
  override name = "LoginRefused";
  constructor(readonly reason: LoginReason) {
    super(`A login was refused: ${reason}`);
  }
}

const jsonBody = z.looseObject({ code: z.string().optional() });

function codesOfJson(text: string): string[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new LoginRefused("bad_body");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new LoginRefused("bad_body");
  const { data } = jsonBody.safeParse(body);
  // A number has lost digits by now, and a list or an object is none of ours.
  if (!data) throw new LoginRefused("unclear_code");
  return data.code === undefined ? [] : [data.code];
}

async function codesOfBody(request: Request): Promise<string[]> {
  const text = await readText(request, maxBytes);
  if (text === "") return [];
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  switch (type) {
    case "application/json":
      return codesOfJson(text);
    case "application/x-www-form-urlencoded":
      return new URLSearchParams(text).getAll("code");
    default:
      throw new LoginRefused("wrong_type");
  }
}

/**
 * The code that an app hands in, as a parameter of the address, a form's field or a field of JSON: one text, and in
 * one place or the same everywhere.
 * @throws LoginRefused
 */
export async function readCode(request: Request): Promise<string> {
  try {
    const codes = [...new URL(request.url).searchParams.getAll("code"), ...(await codesOfBody(request))];
    const [code, ...others] = new Set(codes);
    if (!code || others.length > 0) throw new LoginRefused("unclear_code");
    return code;
  } catch (error) {
    throw error instanceof BodyTooLarge ? new LoginRefused("too_large") : error;
  }
}
