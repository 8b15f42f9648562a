import { headers } from "next/headers";
import { requireSandbox, titled } from "@/app/sandbox/_wechat/request";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { holderOfRequest, readPerson } from "@/lib/sandbox/people";
import { redPackMessages } from "@/lib/sandbox/red-pack-view";
import { Chat } from "./chat";
import "./chat.css";

export const generateMetadata = titled(sandboxAccounts.merchantName);

/** The official account's chat on the phone: what it has sent to who holds it. */
export default async function ChatPage() {
  await requireSandbox();
  const id = holderOfRequest(await headers());
  const [person, messages] = await Promise.all([readPerson(id), redPackMessages(id)]);
  return <Chat account={sandboxAccounts.merchantName} person={person.nickname} messages={messages} />;
}
