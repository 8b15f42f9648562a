import { z } from "zod";
import { now } from "@/lib/clock";
import { db, transaction } from "@/lib/db";
import { sandboxAccounts } from "../accounts";
import { type ApiAnswer, refuse, succeed } from "../api-answers";
import { addLine } from "../chat/book";
import { pushEvent } from "../chat/pushes";
import type { Told } from "../chat/types";
import { type Explanation, sections } from "../explanation";
import { ensurePeople, type PersonId } from "../people";
import { isBlacklisted } from "../tag-book";
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
import { countUse, day } from "./usage";

/** Template messages. */

const section = sections.templateSend;

/** How many an account may send a day. */
export const templateQuota = 100_000;
/** Under which name they are counted. */
export const templateUse = "message/template/send";
const sameMessageMs = 10 * 60 * 1000;
const longestClientId = 32;

const input = z.object({
  touser: optionalText,
  template_id: optionalText,
  url: z.string().nullish(),
  miniprogram: miniprogramInput,
  client_msg_id: z.string().nullish(),
  data: dataInput.optional().default({}),
});

/** Refuses one who cannot be written to; null for the others. (Template messages, who gets them) */
async function refusePerson(id: PersonId, openid: string): Promise<ApiAnswer | null> {
  await ensurePeople();
  const { follows } = await db().sandboxPerson.findUniqueOrThrow({
    where: { id },
    select: { follows: true },
  });
  const why = { section, field: "touser", given: openid };
  if (!follows) {
    const advice = "模板消息只能发给粉丝：先查 user/info 的 subscribe，或改用订阅通知";
    return refuse(43004, { rule: "这个人没有关注公众号", ...why, advice });
  }
  if (!(await isBlacklisted(id))) return null;
  const advice = "用 tags/members/batchunblacklist 取消拉黑";
  return refuse(43019, { rule: "这个人在公众号的黑名单里", ...why, advice });
}

/** POST cgi-bin/message/template/send. (Template messages) */
export async function templateSendCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(request, input, section);
  if (isAnswer(given)) return given;
  const receiver = receiverOf(given.touser, section);
  if (isAnswer(receiver)) return receiver;
  const template = await templateOf(given.template_id, "template", section);
  if (isAnswer(template)) return template;
  const refusal = await refusePerson(receiver.id, given.touser);
  if (refusal) return refusal;
  const filled = fillTemplate(template, given.data);
  if ("refusal" in filled) return filled.refusal;
  const target = targetOf(given.url ?? "", given.miniprogram, section);
  if (isAnswer(target)) return target;
  const clientMsgId = given.client_msg_id ?? "";
  const content = noticeLine(template, filled, target.url);
  const sent = await send({ personId: receiver.id, templateId: template.id, clientMsgId, content });
  return answerFor(sent, `${receiver.nickname}：${template.title}`, [
    ...filled.notes,
    ...target.notes,
    ...idNotes(clientMsgId),
  ]);
}

const idNotes = (clientMsgId: string): string[] =>
  clientMsgId.length > longestClientId
    ? [`client_msg_id 有 ${clientMsgId.length} 个字符：据说最长 ${longestClientId}，没有确认，沙箱放过`]
    : [];

type Sent = { kind: "sent" | "repeated" | "blocked"; msgId: bigint } | { kind: "used-up" };

interface Message {
  personId: PersonId;
  templateId: string;
  clientMsgId: string;
  content: Extract<Told, { kind: "template" }>;
}

/** Sends it once: the same client_msg_id within ten minutes is the same message. */
function send({ personId, templateId, clientMsgId, content }: Message): Promise<Sent> {
  return transaction(async (tx): Promise<Sent> => {
    // Counting lets whoever sends at the same moment wait, and so find what this one has sent.
    const count = await countUse(tx, sandboxAccounts.mp.appid, templateUse, day());
    const before =
      clientMsgId === ""
        ? null
        : await tx.sandboxChatLine.findFirst({
            where: { personId, clientMsgId, at: { gt: new Date(now().getTime() - sameMessageMs) } },
            orderBy: { id: "desc" },
          });
    if (before?.msgId) return { kind: "repeated", msgId: BigInt(before.msgId) };
    if (count > templateQuota) return { kind: "used-up" };
    const msgId = newMsgId();
    const { blocks } = await tx.sandboxPerson.findUniqueOrThrow({ where: { id: personId } });
    const Status = blocks ? "failed:user block" : "success";
    if (!blocks) {
      const own = { msgId: String(msgId), templateId, ...(clientMsgId === "" ? {} : { clientMsgId }) };
      await addLine({ personId, from: "account", via: "template", content, ...own }, tx);
    }
    await pushEvent(personId, "TEMPLATESENDJOBFINISH", { MsgID: msgId, Status }, tx);
    return { kind: blocks ? "blocked" : "sent", msgId };
  });
}

function answerFor(sent: Sent, what: string, notes: string[]): ApiAnswer {
  if (sent.kind === "used-up") {
    const advice = "明天再发，或用 clear_quota 清零";
    return refuse(45009, { rule: `模板消息每天 ${templateQuota} 条，已经用完`, section, advice });
  }
  const body = { errcode: 0, errmsg: "ok", msgid: sent.msgId };
  const extra: Readonly<Record<typeof sent.kind, string[]>> = {
    sent: [],
    repeated: ["10 分钟内发过同样的 client_msg_id：没有再发，msgid 是上次的"],
    blocked: ["这个人拒收公众号的消息：应答一样是 ok，TEMPLATESENDJOBFINISH 才说 failed:user block"],
  };
  const why: Explanation | undefined = remarks(section, extra[sent.kind], notes);
  return succeed(body, `${what}，msgid ${sent.msgId}`, why);
}
