import { z } from "zod";
import { WechatConfigError } from "../../errors";
import { parseBill } from "../bill";
import type { Bill, BillRequest, V2Options } from "../types";
import { post, readAnswer, requestXml } from "./call";
import { refusal } from "./refusal";

const maxBillBytes = 64 * 1024 * 1024;

const requestSchema = z.object({
  day: z.iso.date(),
  type: z.enum(["ALL", "SUCCESS", "REFUND"]).default("ALL"),
});

/** "No Bill Exist", "Bill Creating". */
const none = /^(no bill exist|bill creating)$/i;

/** See Wxpay.downloadBill. A bill comes as plain text and unsigned, a failure as XML. (WeChat Pay v2, download bill) */
export async function downloadBill(options: V2Options, request: BillRequest): Promise<Bill | null> {
  const checked = requestSchema.safeParse(request);
  if (!checked.success) throw new WechatConfigError("A bill is of a day such as 2026-01-31", "BILL");
  const { day, type } = checked.data;
  const body = requestXml(options, { bill_date: day.replaceAll("-", ""), bill_type: type });
  const text = await post(options, "/pay/downloadbill", body, maxBillBytes);
  if (!text.trimStart().startsWith("<")) return parseBill(text);
  const { error_code, ...failure } = readAnswer(text);
  if (none.test(failure.return_msg?.trim() ?? "")) return null;
  throw refusal({ ...failure, return_code: "FAIL" });
}
