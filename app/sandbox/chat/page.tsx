import { headers } from "next/headers";
import { requireSandbox, titled } from "@/app/sandbox/_wechat/request";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { readChat } from "@/lib/sandbox/chat/book";
import { avatarPath, holderOfRequest } from "@/lib/sandbox/people";
import { redPackMessages } from "@/lib/sandbox/red-pack-view";
import { Chat } from "./chat";
import "./chat.css";
import "./rows.css";
import "./bubbles.css";
import "./media.css";
import "./cards.css";
import "./red-pack.css";
import "./wide-cards.css";
import "./bar.css";
import "./sheets.css";
import "./viewer.css";
import "./profile.css";

export const generateMetadata = titled(sandboxAccounts.merchantName);

/** The official account's chat on the phone of who holds it. */
export default async function ChatPage() {
  await requireSandbox();
  const id = holderOfRequest(await headers());
  const [state, packs] = await Promise.all([readChat(id), redPackMessages(id)]);
  return <Chat state={state} packs={packs} avatar={avatarPath(id)} />;
}
