import { noFields } from "@/lib/http/form";
import { answerOperatorForm } from "@/lib/http/operator";
import { publishMenu } from "@/lib/shop/official-account";

/** Publishes the shop's menu, for everybody who opens the account. */
export const POST = (request: Request) =>
  answerOperatorForm(request, { fields: noFields, back: "/admin/account" }, async () => {
    await publishMenu();
    return "/admin/account?did=published";
  });
