import type { WechatApiError, WechatError } from "@/lib/wechat";
import { bad, type Finding, warn, withHint } from "./finding";

/** What was asked about, and where its settings stand. */
export interface Subject {
  /** As the report calls it. */
  name: string;
  /** Of the two settings. */
  prefix: string;
  /** Where appid and secret stand. */
  place: string;
}

const gatewayWay = "A proxy with a fixed address is set as WECHAT_GATEWAY_URL (docs/deploy.md)";

/** What WeChat's refusal means for the settings, with the SDK's hint in Chinese beside it when there is one. */
export const refusalFinding = (error: WechatApiError, subject: Subject): Finding =>
  withHint(inEnglish(error, subject), error);

function inEnglish(error: WechatApiError, { name, prefix, place }: Subject): Finding {
  const { errcode, errmsg, hint } = error;
  const because = `(${errcode} ${errmsg})`;
  switch (errcode) {
    case 40125:
    case 40001:
    case 41004:
      return bad(
        `${name}: ${prefix}_SECRET is not this app's ${because}`,
        `${place}: reset the AppSecret and copy the new one; the old one stops working at once`,
      );
    case 40013:
    case 41002:
      return bad(
        `${name}: ${prefix}_APPID is not an app that WeChat knows ${because}`,
        `Copy the AppID again: ${place}`,
      );
    case 40164:
    case 61004:
      return bad(
        `${name}: this machine's public address is not on the account's list ${because}`,
        `${hint ?? place} ${gatewayWay}`,
      );
    case 40243:
      return bad(`${name}: the AppSecret is frozen ${because}`, `Unfreeze it: ${place}; it takes 10 minutes`);
    case 48001:
    case 50004:
    case 50007:
      return bad(
        `${name}: the account may not use this interface ${because}`,
        `The account must be verified and in good standing: ${place}`,
      );
    case 45009:
      return warn(`${name}: the day's calls are used up ${because}`, "Try again tomorrow");
    case 45011:
    case -1:
      return warn(`${name}: WeChat is busy ${because}`, "Run npm run doctor again in a minute");
    default:
      return bad(`${name}: WeChat refuses ${because}`, hint ?? `Look at the app: ${place}`);
  }
}

/** For an error that is neither a refusal nor a call without an answer. */
export const otherFinding = (error: WechatError, { name, place }: Subject): Finding =>
  withHint(bad(`${name}: ${error.message}`, error.hint ?? `Look at the app: ${place}`), error);
