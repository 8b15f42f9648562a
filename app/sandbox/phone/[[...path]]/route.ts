import { route } from "@/lib/sandbox/gate";
import { answerPhone } from "@/lib/sandbox/phone";

/** The phone's web view: any address of ours, as WeChat's browser sees it. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  ANY: (request) => answerPhone(request),
});
