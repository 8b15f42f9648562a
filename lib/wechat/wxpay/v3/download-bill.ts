import { createHash } from "node:crypto";
import { z } from "zod";
import { WechatConfigError, WechatError, WechatPayError } from "../../errors";
import { timingSafeEqualText } from "../../sign";
import { withQuery } from "../../transport";
import { parseBill } from "../bill";
import type { Bill, BillRequest } from "../types";
import { callFor } from "./call";
import { required } from "./fields";
import type { V3Options } from "./options";
import { refusal } from "./refusal";
import { sendSigned } from "./request";
import { incomplete } from "./untrusted";
import { preferredKey } from "./wechat-keys";

const maxBillBytes = 32 * 1024 * 1024;

const requestSchema = z.object({
  day: z.iso.date(),
  type: z.enum(["ALL", "SUCCESS", "REFUND"]).default("ALL"),
});

const answerSchema = z.object({
  download_url: required.max(2048),
  hash_type: z.string().regex(/^SHA1$/i),
  hash_value: z.string().regex(/^[0-9a-f]{40}$/i),
});

const none: ReadonlySet<string> = new Set(["NO_STATEMENT_EXIST", "STATEMENT_CREATING"]);

/**
 * See Wxpay.downloadBill. The file itself is not signed: its digest stands in the signed answer that led to it. (WeChat
 * Pay v3, trade bill)
 * @throws WechatError kind `signature`, code BILL_HASH, for a file that is not the one promised
 */
export async function downloadBill(options: V3Options, request: BillRequest): Promise<Bill | null> {
  const checked = requestSchema.safeParse(request);
  if (!checked.success) throw new WechatConfigError("A bill is of a day such as 2026-01-31", "BILL");
  const { day: bill_date, type: bill_type } = checked.data;
  const path = withQuery("/v3/bill/tradebill", { bill_date, bill_type });
  try {
    const { data } = await callFor(options, { method: "GET", path }, "bill", answerSchema);
    return parseBill(await file(options, filePath(data.download_url), data.hash_value));
  } catch (error) {
    if (error instanceof WechatPayError && none.has(error.errCode)) return null;
    throw error;
  }
}

async function file(options: V3Options, path: string, hash: string): Promise<string> {
  const { serial } = await preferredKey(options);
  const answer = await sendSigned(options, { method: "GET", path, maxBytes: maxBillBytes }, serial);
  if (answer.status !== 200) throw refusal(answer, "bill");
  const digest = createHash("sha1").update(answer.bytes).digest("hex");
  if (timingSafeEqualText(digest, hash.toLowerCase())) return answer.text;
  throw new WechatError("WeChat Pay's bill is not the file whose digest was announced", {
    code: "BILL_HASH",
    kind: "signature",
    retryable: true,
  });
}

/** Only its path counts: it is asked of WeChat Pay's host, whatever host the address names. */
function filePath(url: string): string {
  const path = /\/v3\/billdownload\/file\?[\w.~%=&+/-]+$/.exec(url)?.[0];
  if (path === undefined) throw incomplete("download_url");
  return path;
}
