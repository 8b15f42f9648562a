import { z } from "zod";
import { type ApiAnswer, done, refuse, succeed } from "../api-answers";
import { sections } from "../explanation";
import {
  addTemplate,
  contentOf,
  deleteTemplate,
  exampleOf,
  findTemplate,
  libraryText,
  listTemplates,
  mostTemplates,
} from "../templates";
import { checkedInput, optionalText, refuseStranger } from "./checked";
import { type CgiRequest, isAnswer } from "./request";

/** The account's choice of templates. */

const section = sections.templates;
const industry = { first_class: "商业服务", second_class: "电商平台" };

const addition = z.object({
  template_id_short: optionalText,
  keyword_name_list: z.array(z.string()).optional().default([]),
});

/** POST cgi-bin/template/api_add_template. (Templates) */
export async function addTemplateCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(request, addition, section);
  if (isAnswer(given)) return given;
  const added = await addTemplate(given.template_id_short, given.keyword_name_list);
  if (added === "full") {
    return refuse(45026, { rule: `一个账号最多 ${mostTemplates} 个模板`, section, advice: "先删掉不用的" });
  }
  if (added === "unknown") {
    const why = { section, field: "template_id_short", given: given.template_id_short };
    const advice = "真实的编号在公众平台的模板库里看";
    return refuse(40037, { rule: "沙箱的模板库里没有这个编号", ...why, expected: libraryText(), advice });
  }
  return succeed({ errcode: 0, errmsg: "ok", template_id: added.id }, `模板 ${added.id}`);
}

/** GET cgi-bin/template/get_all_private_template. (Templates) */
export async function allTemplatesCall(request: CgiRequest): Promise<ApiAnswer> {
  const refusal = await refuseStranger(request, section);
  if (refusal) return refusal;
  const templates = await listTemplates("template");
  const list = templates.map((template) => ({
    template_id: template.id,
    title: template.title,
    primary_industry: industry.first_class,
    deputy_industry: industry.second_class,
    content: contentOf(template),
    example: exampleOf(template),
  }));
  return succeed({ template_list: list }, `${list.length} 个模板`);
}

/** POST cgi-bin/template/del_private_template. (Templates) */
export async function deleteTemplateCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(request, z.object({ template_id: optionalText }), section);
  if (isAnswer(given)) return given;
  const id = given.template_id;
  if (await deleteTemplate(id)) return done(`模板 ${id} 删除了`);
  const notice = (await findTemplate(id))?.api === "subscribe";
  const advice = notice ? "这是订阅通知的模板，不在模板消息里" : "用 get_all_private_template 查有哪些";
  return refuse(40037, { rule: "没有这个模板 ID", section, field: "template_id", given: id, advice });
}

/** GET cgi-bin/template/get_industry. (Templates) */
export async function industryCall(request: CgiRequest): Promise<ApiAnswer> {
  const refusal = await refuseStranger(request, section);
  const body = { primary_industry: industry, secondary_industry: industry };
  return refusal ?? succeed(body, `${industry.first_class} ${industry.second_class}`);
}

/** Of notices: sent once for each acceptance. */
const oneTime = 2;

/** GET wxaapi/newtmpl/gettemplate: the templates of notices. (Subscription notices, templates) */
export async function noticeTemplatesCall(request: CgiRequest): Promise<ApiAnswer> {
  const refusal = await refuseStranger(request, sections.noticeTemplates);
  if (refusal) return refusal;
  const data = (await listTemplates("subscribe")).map((template) => ({
    priTmplId: template.id,
    title: template.title,
    content: contentOf(template),
    example: exampleOf(template),
    type: oneTime,
  }));
  return succeed({ errcode: 0, errmsg: "ok", data }, `${data.length} 个订阅通知模板`);
}
