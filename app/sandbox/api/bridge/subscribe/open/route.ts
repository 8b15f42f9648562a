import { json, jsonPost, route } from "@/lib/sandbox/gate";
import { holderOfRequest } from "@/lib/sandbox/people";
import { openQuestion, questionInput } from "@/lib/sandbox/subscription-question";

/** A page's <wx-open-subscribe> was tapped: what the person is asked. Their answer is an act of the chat. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(questionInput, async (input, request) =>
    json(await openQuestion(input, holderOfRequest(request.headers))),
  ),
});
