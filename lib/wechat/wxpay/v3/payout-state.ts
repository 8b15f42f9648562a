import type { PayoutState } from "../types";

/**
 * A transfer's state, in answers and notices. What nobody confirmed in 24 hours is FAIL to WeChat; the reason tells it
 * apart. (WeChat Pay v3, merchant transfer)
 */
export function payoutState(state: string, failReason: string | undefined): PayoutState {
  switch (state) {
    case "ACCEPTED":
    case "PROCESSING":
    case "TRANSFERING":
    case "TRANSFERRING":
    // Being taken back, which may still fail.
    case "CANCELING":
    case "CANCELLING":
      return "PROCESSING";
    case "WAIT_USER_CONFIRM":
      return "WAIT_USER";
    case "SUCCESS":
      return "SUCCESS";
    case "FAIL":
      return failed(failReason);
    case "CANCELLED":
      return "CANCELLED";
    default:
      return "UNKNOWN";
  }
}

function failed(reason: string | undefined): PayoutState {
  if (reason === "OVERDUE_CLOSE") return "RETURNED";
  return reason === "MCH_CANCEL" ? "CANCELLED" : "FAILED";
}
