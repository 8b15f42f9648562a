import { config } from "@/lib/config";
import { answerVerifyFile } from "@/lib/verify-files";

type Context = { params: Promise<{ file: string }> };

/** What WeChat's consoles look for at the domain's root; next.config.mjs leads it here. */
export const GET = async (_request: Request, { params }: Context) =>
  answerVerifyFile((await params).file, config().verifyFiles);
