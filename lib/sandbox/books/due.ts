import { endSessionsDue, nextSessionEnd } from "../chat/staff";
import { nextRedPackDue, settleRedPacksDue } from "./red-pack-settling";
import { nextRefundDue, settleRefundsDue } from "./refund-settling";
import { nextTransferDue, settleTransfersDue } from "./transfers";

/** What WeChat does by itself when its time has come, beside sending notifications. */

/** Does everything that is due by the sandbox's clock. @returns how many things happened */
export async function settleDue(): Promise<number> {
  const counts = [
    await settleRefundsDue(),
    await settleRedPacksDue(),
    await settleTransfersDue(),
    await endSessionsDue(),
  ];
  return counts.reduce((sum, count) => sum + count, 0);
}

/** When the next of it is due; null when nothing is waiting. */
export async function nextDue(): Promise<Date | null> {
  const moments = [
    await nextRefundDue(),
    await nextRedPackDue(),
    await nextTransferDue(),
    await nextSessionEnd(),
  ].filter((moment) => moment !== null);
  return moments.reduce<Date | null>((first, moment) => (first && first <= moment ? first : moment), null);
}
