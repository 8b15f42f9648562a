import { after } from "next/server";
import { z } from "zod";
import { deliverPushes } from "@/lib/sandbox/chat/pushes";
import { json, jsonPost, refusal, route } from "@/lib/sandbox/gate";
import { holderOfRequest } from "@/lib/sandbox/people";
import { isAccountCode } from "@/lib/sandbox/qr-codes";
import { openScanned } from "@/lib/sandbox/scan-text";

/** The phone scans a QR code, given as its text. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(z.object({ text: z.string().max(2048) }), async ({ text }, request) => {
    const opened = await openScanned(text, holderOfRequest(request.headers));
    // A code of the official account is an event for the shop.
    if (isAccountCode(text.trim())) after(() => deliverPushes());
    return "message" in opened ? refusal(422, opened.message) : json({ ok: true, ...opened });
  }),
});
