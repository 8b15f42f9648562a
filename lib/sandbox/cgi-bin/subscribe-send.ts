import { z } from "zod";
import { db, transaction } from "@/lib/db";
import { type ApiAnswer, done, refuse } from "../api-answers";
import { addLine } from "../chat/book";
import { pushEvent } from "../chat/pushes";
import type { Told } from "../chat/types";
import { sections } from "../explanation";
import { ensurePeople, type PersonId } from "../people";
import { findTemplate } from "../templates";
import { checkedInput, optionalText } from "./checked";
import {
  miniprogramInput,
  newMsgId,
  noticeLine,
  receiverOf,
  remarks,
  targetOf,
  templateOf,
} from "./notice-lines";
import { type CgiRequest, isAnswer } from "./request";
import { dataInput, fillTemplate } from "./template-data";

/** Subscription notices. */

const section = sections.bizsend;

const input = z.object({
  touser: optionalText,
  template_id: optionalText,
  page: z.string().nullish(),
  miniprogram: miniprogramInput,
  data: dataInput.optional().default({}),
});

/** POST cgi-bin/message/subscribe/bizsend: one send for each acceptance. (Subscription notices) */
export async function bizsendCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(request, input, section);
  if (isAnswer(given)) return given;
  const receiver = receiverOf(given.touser, section);
  if (isAnswer(receiver)) return receiver;
  const template = await templateOf(given.template_id, "subscribe", section);
  if (isAnswer(template)) return template;
  const page = given.page ?? "";
  if (page !== "" && !/^https?:\/\/./.test(page)) {
    const advice = "服务号的订阅通知打开网页：写完整的网址";
    return refuse(41030, { rule: "page 不是网址", section, field: "page", given: page, advice });
  }
  const target = targetOf(page, given.miniprogram, section);
  if (isAnswer(target)) return target;
  const filled = fillTemplate(template, given.data);
  if ("refusal" in filled) return filled.refusal;
  const content = noticeLine(template, filled, target.url);
  if (!(await send(receiver.id, template.id, content))) return notAccepted(given.touser);
  return done(`${receiver.nickname}：${template.title}`, remarks(section, filled.notes, target.notes));
}

/** Takes one acceptance, and sends. @returns whether there was one */
async function send(
  personId: PersonId,
  templateId: string,
  content: Extract<Told, { kind: "template" }>,
): Promise<boolean> {
  await ensurePeople();
  const { blocks } = await db().sandboxPerson.findUniqueOrThrow({ where: { id: personId } });
  if (blocks) return false;
  return transaction(async (tx) => {
    const { count } = await tx.sandboxSubscription.updateMany({
      where: { personId, templateId, left: { gt: 0 } },
      data: { left: { decrement: 1 } },
    });
    if (count === 0) return false;
    const msgId = newMsgId();
    await addLine(
      { personId, from: "account", via: "template", content, msgId: String(msgId), templateId },
      tx,
    );
    const List = { TemplateId: templateId, MsgID: msgId, ErrorCode: 0, ErrorStatus: "success" };
    await pushEvent(personId, "subscribe_msg_sent_event", { SubscribeMsgSentEvent: { List } }, tx);
    return true;
  });
}

function notAccepted(given: string): ApiAnswer {
  return refuse(43101, {
    rule: "这个人没有同意接收这个模板的通知、拒收了，或者同意的次数用完了：同意一次只能发一条",
    section,
    field: "touser",
    given,
    advice: "在沙箱的手机上同意订阅（页面里的 wx-open-subscribe）之后再发",
  });
}

/** POST cgi-bin/message/template/subscribe: for the older kind, which asks once in a page of WeChat's. (Subscription notices) */
export async function oneTimeSubscribeCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(
    request,
    z.object({ touser: optionalText, template_id: optionalText }),
    section,
  );
  if (isAnswer(given)) return given;
  const receiver = receiverOf(given.touser, section);
  if (isAnswer(receiver)) return receiver;
  const template = await findTemplate(given.template_id);
  const why = { section, field: "template_id", given: given.template_id };
  if (!template) return refuse(40037, { rule: "没有这个模板 ID", ...why });
  if (template.api === "template") {
    const advice = "这是模板消息的模板：用 message/template/send 发";
    return refuse(40037, { rule: "一次性订阅消息有自己的模板", ...why, advice });
  }
  const advice = "订阅通知的模板用 message/subscribe/bizsend 发；沙箱没有老的一次性订阅（mp/subscribemsg）";
  return refuse(43101, { rule: "这个人没有在一次性订阅的页面上同意过", ...why, advice });
}
