import { z } from "zod";
import { parsedAnswer } from "../api-answer";
import { WechatConfigError } from "../errors";
import type { Calls } from "./call";
import { checked, filled } from "./checked";
import type { MiniprogramPage, TemplateMethods, TplData, TplValue } from "./template-types";

/** An id with 64 bits; small ones come as numbers. */
const longId = z.union([z.string().min(1), z.number().int()]).transform(String);
const text = z.string().catch("");

const sentAnswer = z.object({ msgid: longId });
const listAnswer = z.object({
  template_list: z.array(
    z.object({
      template_id: z.string().min(1),
      title: text,
      content: text,
      example: text,
      primary_industry: text,
      deputy_industry: text,
    }),
  ),
});

export const miniprogram: z.ZodType<MiniprogramPage> = z.object({
  appid: filled,
  pagepath: z.string().optional(),
});

const tplSchema = z.object({
  touser: filled,
  template_id: filled,
  url: z.string().optional(),
  miniprogram: miniprogram.optional(),
  client_msg_id: filled.optional(),
});

/**
 * The values of a template in WeChat's form: `{ thing1: "红宝石" }` becomes `{ thing1: { value: "红宝石" } }`.
 * @param values a text, a text with a colour, or what WeChat's form is already
 * @param color for those that have none of their own
 * @throws WechatConfigError for a value that is no text
 */
export function tplData(values: Readonly<Record<string, TplValue>>, color?: string): TplData {
  return Object.fromEntries(
    Object.entries(values).map(([word, given]) => {
      const { value, color: own = color } = fieldOf(given);
      if (typeof value !== "string") throw new WechatConfigError(`data.${word}: must be text`, "TEMPLATE");
      return [word, own === undefined ? { value } : { value, color: own }];
    }),
  );
}

function fieldOf(given: TplValue): { value: unknown; color?: string | undefined } {
  if (typeof given !== "object" || given === null) return { value: given };
  return isPair(given) ? { value: given[0], color: given[1] } : given;
}

const isPair = (given: TplValue): given is readonly [string, string] => Array.isArray(given);

/** See TemplateMethods. */
export function templateMessages(calls: Calls): Omit<TemplateMethods, "bizsend"> {
  return {
    sendTpl: async (openid, templateId, values, { url, miniprogram, clientMsgId } = {}) => {
      const head = checked("TEMPLATE", tplSchema, {
        touser: openid,
        template_id: templateId,
        // WeChat takes an empty one as none.
        url: url || undefined,
        miniprogram,
        client_msg_id: clientMsgId,
      });
      const body = { ...head, data: tplData(values) };
      return parsedAnswer(sentAnswer, await calls.post("/cgi-bin/message/template/send", body));
    },
    templates: async () =>
      parsedAnswer(listAnswer, await calls.get("/cgi-bin/template/get_all_private_template")).template_list,
    templateDelete: async (templateId) => {
      const body = { template_id: checked("TEMPLATE", filled, templateId, ["templateId"]) };
      await calls.post("/cgi-bin/template/del_private_template", body);
    },
  };
}
