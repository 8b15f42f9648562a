import { z } from "zod";
import type { Calls } from "./call";
import { checked, filled } from "./checked";
import { miniprogram, tplData } from "./template-messages";
import type { TemplateMethods } from "./template-types";

const noticeSchema = z.object({
  touser: filled,
  template_id: filled,
  page: z.string().optional(),
  miniprogram: miniprogram.optional(),
});

/** See TemplateMethods.bizsend. */
export function subscriptionNotices(calls: Calls): Pick<TemplateMethods, "bizsend"> {
  return {
    bizsend: async (openid, templateId, values, { page, miniprogram } = {}) => {
      const head = checked("NOTICE", noticeSchema, {
        touser: openid,
        template_id: templateId,
        page: page || undefined,
        miniprogram,
      });
      const data = Object.fromEntries(
        Object.entries(tplData(values)).map(([word, { value }]) => [word, { value }]),
      );
      await calls.post("/cgi-bin/message/subscribe/bizsend", { ...head, data });
    },
  };
}
