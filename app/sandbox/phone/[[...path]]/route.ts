import { inSandbox } from "@/lib/sandbox/gate";
import { answerPhone } from "@/lib/sandbox/phone";

/** The phone's web view: any address of ours, as WeChat's browser sees it. */
const answer = inSandbox((request) => answerPhone(request));

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
