import type { ApiAnswer } from "../api-answers";
import { batchBlacklistCall, batchUnblacklistCall, blacklistCall } from "./blacklist";
import { addConditionalCall, delConditionalCall } from "./conditional-menus";
import { customSendCall, typingCall } from "./custom-send";
import { mediaGetCall, mediaGetJssdkCall, mediaUploadCall, uploadImageCall } from "./media";
import { menuCreateCall, menuDeleteCall, menuGetCall, selfMenuCall, tryMatchCall } from "./menus";
import { serverIpsCall } from "./network";
import { callbackCheckCall, quotaGetCall, ridGetCall } from "./openapi";
import { qrcodeCreateCall } from "./qrcode";
import { clearQuotaCall, clearQuotaV2Call } from "./quota";
import type { CgiRequest } from "./request";
import { bizsendCall, oneTimeSubscribeCall } from "./subscribe-send";
import {
  batchTaggingCall,
  batchUntaggingCall,
  tagCreateCall,
  tagDeleteCall,
  tagsGetCall,
  tagsOfUserCall,
  tagUpdateCall,
  usersOfTagCall,
} from "./tags";
import { templateSendCall } from "./template-send";
import {
  addTemplateCall,
  allTemplatesCall,
  deleteTemplateCall,
  industryCall,
  noticeTemplatesCall,
} from "./templates";
import { ticketCall } from "./ticket";
import { plainTokenCall, stableTokenCall } from "./token";
import { updateRemarkCall, userGetCall, userInfoBatchCall, userInfoCall } from "./users";

/** Every call that the sandbox answers, by its path. */

export interface Call {
  method: "GET" | "POST";
  answer: (request: CgiRequest) => Promise<ApiAnswer>;
}

const get = (answer: Call["answer"]): Call => ({ method: "GET", answer });
const post = (answer: Call["answer"]): Call => ({ method: "POST", answer });

const base: readonly (readonly [string, Call])[] = [
  ["/cgi-bin/token", get(plainTokenCall)],
  ["/cgi-bin/stable_token", post(stableTokenCall)],
  ["/cgi-bin/ticket/getticket", get(ticketCall)],
  ["/cgi-bin/clear_quota", post(clearQuotaCall)],
  ["/cgi-bin/clear_quota/v2", post(clearQuotaV2Call)],
  ["/cgi-bin/getcallbackip", get(serverIpsCall)],
  ["/cgi-bin/get_api_domain_ip", get(serverIpsCall)],
  ["/cgi-bin/openapi/quota/get", post(quotaGetCall((path) => calls.has(path)))],
  ["/cgi-bin/openapi/rid/get", post(ridGetCall)],
  ["/cgi-bin/callback/check", post(callbackCheckCall)],
];

const users: readonly (readonly [string, Call])[] = [
  ["/cgi-bin/user/info", get(userInfoCall)],
  ["/cgi-bin/user/get", get((request) => userGetCall(request))],
  ["/cgi-bin/user/info/batchget", post(userInfoBatchCall)],
  ["/cgi-bin/user/info/updateremark", post(updateRemarkCall)],
  ["/cgi-bin/user/tag/get", post((request) => usersOfTagCall(request))],
  ["/cgi-bin/tags/create", post(tagCreateCall)],
  ["/cgi-bin/tags/get", get(tagsGetCall)],
  ["/cgi-bin/tags/update", post(tagUpdateCall)],
  ["/cgi-bin/tags/delete", post(tagDeleteCall)],
  ["/cgi-bin/tags/getidlist", post(tagsOfUserCall)],
  ["/cgi-bin/tags/members/batchtagging", post(batchTaggingCall)],
  ["/cgi-bin/tags/members/batchuntagging", post(batchUntaggingCall)],
  ["/cgi-bin/tags/members/getblacklist", post(blacklistCall)],
  ["/cgi-bin/tags/members/batchblacklist", post(batchBlacklistCall)],
  ["/cgi-bin/tags/members/batchunblacklist", post(batchUnblacklistCall)],
];

const messages: readonly (readonly [string, Call])[] = [
  ["/cgi-bin/message/custom/send", post(customSendCall)],
  ["/cgi-bin/message/custom/typing", post(typingCall)],
  ["/cgi-bin/message/template/send", post(templateSendCall)],
  ["/cgi-bin/message/template/subscribe", post(oneTimeSubscribeCall)],
  ["/cgi-bin/message/subscribe/bizsend", post(bizsendCall)],
  ["/cgi-bin/template/api_add_template", post(addTemplateCall)],
  ["/cgi-bin/template/get_all_private_template", get(allTemplatesCall)],
  ["/cgi-bin/template/del_private_template", post(deleteTemplateCall)],
  ["/cgi-bin/template/get_industry", get(industryCall)],
  ["/wxaapi/newtmpl/gettemplate", get(noticeTemplatesCall)],
];

const menus: readonly (readonly [string, Call])[] = [
  ["/cgi-bin/menu/create", post(menuCreateCall)],
  ["/cgi-bin/menu/get", get(menuGetCall)],
  ["/cgi-bin/menu/delete", get(menuDeleteCall)],
  ["/cgi-bin/menu/addconditional", post(addConditionalCall)],
  ["/cgi-bin/menu/delconditional", post(delConditionalCall)],
  ["/cgi-bin/menu/trymatch", post(tryMatchCall)],
  ["/cgi-bin/get_current_selfmenu_info", get(selfMenuCall)],
  ["/cgi-bin/qrcode/create", post(qrcodeCreateCall)],
];

const media: readonly (readonly [string, Call])[] = [
  ["/cgi-bin/media/upload", post(mediaUploadCall)],
  ["/cgi-bin/media/get", get(mediaGetCall)],
  ["/cgi-bin/media/get/jssdk", get(mediaGetJssdkCall)],
  ["/cgi-bin/media/uploadimg", post(uploadImageCall)],
];

export const calls: ReadonlyMap<string, Call> = new Map([...base, ...users, ...messages, ...menus, ...media]);
