import { WechatConfigError } from "../errors";
import { randomText } from "../sign";
import { beijingTime } from "../time";

// Small letters only, so that the number stays unique where someone compares without regard to case.
const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

/**
 * A new order number: prefix, Beijing time to the second, 14 random digits and letters (72 bits, so that nobody
 * guesses it). At most 32 characters.
 * @param prefix up to 4 of digits, letters and `_-|*`
 * @throws WechatError kind `config` for another prefix
 */
export function newOutTradeNo(prefix = "", now: Date = new Date()): string {
  if (!/^[0-9A-Za-z_\-|*]{0,4}$/.test(prefix)) {
    throw new WechatConfigError("The prefix of an order number has at most 4 characters", "ORDER");
  }
  return prefix + beijingTime(now) + randomText(alphabet, 14);
}
