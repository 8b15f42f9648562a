import { noFields } from "@/lib/http/form";
import { answerOperatorForm } from "@/lib/http/operator";
import { withdrawMenu } from "@/lib/shop/official-account";

/** Takes the menu away, for everybody. */
export const POST = (request: Request) =>
  answerOperatorForm(request, { fields: noFields, back: "/admin/account" }, async () => {
    await withdrawMenu();
    return "/admin/account?did=withdrawn";
  });
