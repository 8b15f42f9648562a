import { z } from "zod";
import { answerForm } from "@/lib/http/form";
import { endSession } from "@/lib/session";

const fields = z.object({ everywhere: z.literal("1").optional() });

/** Logs out: this browser, or every one of the user's. */
export const POST = (request: Request) =>
  answerForm(request, { fields, back: "/me" }, async ({ everywhere }) => {
    await endSession({ everywhere: everywhere === "1" });
    return "/me";
  });
