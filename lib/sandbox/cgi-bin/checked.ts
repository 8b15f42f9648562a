import { z } from "zod";
import type { ApiAnswer } from "../api-answers";
import type { Explanation } from "../explanation";
import { bearerOf, onlyOfficialAccount } from "./bearer";
import { type CgiRequest, isAnswer, readJson } from "./request";

/** What nearly every call of the official account checks first. */

type Section = Explanation["section"];

/** The refusal of a call whose token is not the official account's; null when it may go on. */
export async function refuseStranger(request: CgiRequest, section: Section): Promise<ApiAnswer | null> {
  const bearer = await bearerOf(request.query, section);
  return isAnswer(bearer) ? bearer : onlyOfficialAccount(bearer, section);
}

/** What a call says, once its token and the shape of its JSON are right; otherwise the refusal. */
export async function checkedInput<T extends object>(
  request: CgiRequest,
  schema: z.ZodType<T>,
  section: Section,
): Promise<T | ApiAnswer> {
  return (await refuseStranger(request, section)) ?? readJson(request, schema, section);
}

/** A text, "" when it is absent: what is missing is refused with a number of its own, not as bad JSON. */
export const optionalText = z.string().optional().default("");
