import { headers } from "next/headers";
import "@/app/sandbox/wechat.css";
import { AppName, Face, Message, SandboxLine } from "@/app/sandbox/_wechat/parts";
import { oneParam, requireSandbox, type SearchParams, titled } from "@/app/sandbox/_wechat/request";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { holderOfRequest, type PersonState, readPerson } from "@/lib/sandbox/people";
import { markScanned, readScan, type Scan } from "@/lib/sandbox/qrconnect";

export const generateMetadata = titled("登录确认");

function Question({ uuid, person }: { uuid: string; person: PersonState }) {
  return (
    <main className="wx consent">
      <AppName name={sandboxAccounts.merchantName} />
      <h1>
        <small>登录确认</small>
        登录网站应用，并允许获取你的昵称、头像
      </h1>
      <Face person={person} line="用这个微信登录" />
      <form method="post" action="/sandbox/open.weixin.qq.com/connect/confirm/decide" className="choice">
        <input type="hidden" name="uuid" value={uuid} />
        <button type="submit" className="grey" name="answer" value="deny" data-testid="sandbox-confirm-deny">
          拒绝
        </button>
        <button
          type="submit"
          className="green"
          name="answer"
          value="allow"
          data-testid="sandbox-confirm-allow"
        >
          允许
        </button>
      </form>
      <SandboxLine />
    </main>
  );
}

function Over({ scan }: { scan: Scan | null }) {
  if (scan?.status === "confirmed") {
    return (
      <Message
        kind="done"
        title="已登录"
        text={`电脑上的${sandboxAccounts.merchantName}正在打开，这一页可以关掉了`}
      />
    );
  }
  if (scan?.status === "refused") return <Message kind="info" title="已拒绝" text="电脑上不会登录" />;
  if (scan?.status === "scanned")
    return <Message kind="warn" title="二维码已被别人扫过" text="请在电脑上刷新二维码" />;
  return <Message kind="warn" title="二维码已失效" text="请在电脑上刷新二维码，再扫一次" />;
}

/** What the phone shows after it scanned the QR code of a desktop page. Opening it is the scan. */
export default async function ConfirmPage({ searchParams }: { searchParams: SearchParams }) {
  await requireSandbox();
  const uuid = await oneParam(searchParams, "uuid");
  const personId = holderOfRequest(await headers());
  const scan = await markScanned(uuid, personId);
  if (!scan) return <Over scan={await readScan(uuid)} />;
  return <Question uuid={uuid} person={await readPerson(personId)} />;
}
