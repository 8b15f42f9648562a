import { isDuplicate, type Tx, transaction } from "../../db";
import { refundPlaced } from "./queries";
import { sendRefund } from "./send";

/**
 * Writes a refund once for each number, and sends it to WeChat: whoever comes second with the same number finds it there.
 * @param place writes it, in the transaction that is given
 * @returns the number
 */
export async function placeAndSend(outRefundNo: string, place: (tx: Tx) => Promise<void>): Promise<string> {
  if (await refundPlaced(outRefundNo)) return outRefundNo;
  try {
    await transaction(place);
  } catch (error) {
    if (!isDuplicate(error) && !(await refundPlaced(outRefundNo))) throw error;
  }
  await sendRefund(outRefundNo);
  return outRefundNo;
}
