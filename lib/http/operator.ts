import { notFound } from "next/navigation";
import type { z } from "zod";
import type { CurrentUser } from "../session";
import { ShopError } from "../shop/errors";
import { isOperator } from "../shop/operators";
import { answerUserForm, type FormResult } from "./form";
import { requireUser } from "./visitor";

/** The logged-in operator, or off to the login and back to `path`; for anybody else the page does not exist. */
export async function requireOperator(path: string): Promise<CurrentUser> {
  const user = await requireUser(path);
  return (await isOperator(user.id)) ? user : notFound();
}

/** As answerUserForm, for the operator's forms: for anybody else they do not exist. */
export function answerOperatorForm<Fields>(
  request: Request,
  form: { fields: z.ZodType<Fields>; back: string },
  work: (fields: Fields, user: CurrentUser) => Promise<FormResult>,
): Promise<Response> {
  return answerUserForm(request, form, async (fields, user) => {
    if (!(await isOperator(user.id))) throw new ShopError("order_not_found", "没有这一页");
    return work(fields, user);
  });
}
