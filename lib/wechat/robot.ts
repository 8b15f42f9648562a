/** The official account's message server: what it receives, and what it answers. */

export { fitReply } from "./robot/fit-reply";
export { lateMessageOf } from "./robot/late-reply";
export { MemoryInbox, type MemoryOptions, MemorySessions } from "./robot/memory";
export { MessageFieldError } from "./robot/message-fields";
export { messageKey } from "./robot/message-key";
export { createMessageServer } from "./robot/message-server";
export type * from "./robot/message-types";
export { type MessageXmlLimits, readMessageXml } from "./robot/message-xml";
export { parseMessage } from "./robot/parse-message";
export { reply, replyOf } from "./robot/reply";
export type * from "./robot/reply-types";
export { type ReplyAddress, replyXml } from "./robot/reply-xml";
export { createRobot } from "./robot/robot";
export type * from "./robot/types";
