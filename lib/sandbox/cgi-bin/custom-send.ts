import { z } from "zod";
import { now, nowMs } from "@/lib/clock";
import { db } from "@/lib/db";
import { type ApiAnswer, done, refuse } from "../api-answers";
import { spendAllowance } from "../chat/allowances";
import { addLine } from "../chat/book";
import { sections } from "../explanation";
import { ensurePeople, type PersonId } from "../people";
import { isBlacklisted } from "../tag-book";
import { checkedInput, optionalText } from "./checked";
import { customContent } from "./custom-content";
import { receiverOf, remarks } from "./notice-lines";
import { type CgiRequest, isAnswer } from "./request";

/** Customer-service messages, and that somebody types. */

const section = sections.customSend;

const input = z.looseObject({
  touser: optionalText,
  msgtype: optionalText,
  customservice: z.object({ kf_account: z.string().optional() }).nullish(),
});

/** POST cgi-bin/message/custom/send. (Customer-service messages) */
export async function customSendCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(request, input, section);
  if (isAnswer(given)) return given;
  const receiver = receiverOf(given.touser, section);
  if (isAnswer(receiver)) return receiver;
  const staff = given.customservice?.kf_account;
  const refusal = refuseStaff(staff);
  if (refusal) return refusal;
  const message = await customContent(given.msgtype, given);
  if (isAnswer(message)) return message;
  const closed = await refusePerson(receiver.id, given.touser);
  if (closed) return closed;
  // Whoever sends a message has stopped typing.
  await db().sandboxPerson.update({ where: { id: receiver.id }, data: { typingTill: null } });
  await addLine({ personId: receiver.id, from: "account", via: "custom", content: message.content });
  const notes = staff ? [`以客服 ${staff} 的身份；沙箱没有核对有没有这个客服账号`] : [];
  return done(`${receiver.nickname}：${given.msgtype} 消息`, remarks(section, message.notes ?? [], notes));
}

function refuseStaff(account: string | undefined): ApiAnswer | null {
  if (account === undefined || /^[^\s@]{1,30}@[^\s@]{1,30}$/.test(account)) return null;
  const why = {
    section,
    field: "customservice.kf_account",
    given: account,
    expected: "账号前缀@公众号微信号",
  };
  return refuse(65401, { rule: "客服账号的格式不对", ...why });
}

/** Takes one message off what the person's last act allows; the refusal when nothing does. */
async function refusePerson(id: PersonId, openid: string): Promise<ApiAnswer | null> {
  await ensurePeople();
  const why = { section, field: "touser", given: openid };
  const { blocks } = await db().sandboxPerson.findUniqueOrThrow({ where: { id }, select: { blocks: true } });
  if (await isBlacklisted(id)) {
    const advice = "用 tags/members/batchunblacklist 取消拉黑";
    return refuse(43019, { rule: "这个人在公众号的黑名单里", ...why, advice });
  }
  if (blocks) return refuse(48002, { rule: "这个人拒收公众号的消息", ...why });
  switch (await spendAllowance(id)) {
    case "spent":
      return null;
    case "closed": {
      const advice = "等他再发消息（48 小时 5 条）、点菜单、扫码或关注（1 分钟 3 条）；别的时候用模板消息";
      return refuse(45015, { rule: "这个人最近没有和公众号互动，或者取消了关注", ...why, advice });
    }
    case "used_up": {
      const advice = "发消息后 48 小时内 5 条；点菜单、关注、扫码后 1 分钟内 3 条；支付后 48 小时内不限";
      return refuse(45047, { rule: "这次互动能回的条数用完了", ...why, advice });
    }
  }
}

const typingSeconds = 15;
const interactionSeconds = 30;

/** POST cgi-bin/message/custom/typing. (Customer-service messages, typing) */
export async function typingCall(request: CgiRequest): Promise<ApiAnswer> {
  const schema = z.object({ touser: optionalText, command: optionalText });
  const given = await checkedInput(request, schema, sections.typing);
  if (isAnswer(given)) return given;
  const { command, touser } = given;
  if (command !== "Typing" && command !== "CancelTyping") {
    const why = {
      section: sections.typing,
      field: "command",
      given: command,
      expected: "Typing 或 CancelTyping",
    };
    return refuse(45072, { rule: "command 是 Typing 或 CancelTyping", ...why });
  }
  const receiver = receiverOf(touser, sections.typing);
  if (isAnswer(receiver)) return receiver;
  await ensurePeople();
  if (command === "Typing") return startTyping(receiver.id, touser);
  await db().sandboxPerson.update({ where: { id: receiver.id }, data: { typingTill: null } });
  return done("不再显示正在输入");
}

async function startTyping(id: PersonId, touser: string): Promise<ApiAnswer> {
  const why = { section: sections.typing, field: "touser", given: touser };
  if (!(await hasJustActed(id))) {
    const advice = "先等用户发来消息或点菜单";
    return refuse(45080, { rule: `${interactionSeconds} 秒内没有互动，不能显示正在输入`, ...why, advice });
  }
  const { count } = await db().sandboxPerson.updateMany({
    where: { id, OR: [{ typingTill: null }, { typingTill: { lte: now() } }] },
    data: { typingTill: new Date(nowMs() + typingSeconds * 1000) },
  });
  if (count > 0) return done(`显示正在输入 ${typingSeconds} 秒`);
  return refuse(45081, { rule: `已经在显示正在输入：${typingSeconds} 秒内不能重复`, ...why });
}

/** Whether somebody who follows has done anything with the account in the last 30 seconds. */
async function hasJustActed(personId: PersonId): Promise<boolean> {
  const since = { gte: new Date(nowMs() - interactionSeconds * 1000) };
  const [person, granted, said] = await Promise.all([
    db().sandboxPerson.findUniqueOrThrow({ where: { id: personId }, select: { follows: true } }),
    db().sandboxAllowance.count({ where: { personId, at: since } }),
    db().sandboxChatLine.count({ where: { personId, from: "person", at: since } }),
  ]);
  return person.follows && granted + said > 0;
}
