import type { Viewport } from "next";
import "@/app/sandbox/wechat.css";
import { Message } from "@/app/sandbox/_wechat/parts";
import {
  oneParam,
  queryText,
  requireSandbox,
  type SearchParams,
  titled,
} from "@/app/sandbox/_wechat/request";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { openScan } from "@/lib/sandbox/qrconnect";
import { QrCode } from "./qr-code";
import "./qr.css";

export const generateMetadata = titled("微信登录");
// WeChat's page knows no dark scheme: in the frame of a dark page it stays dark text on white.
export const viewport: Viewport = { colorScheme: "light" };

const host = "/sandbox/open.weixin.qq.com/connect";

/** WeChat's page for a desktop browser, alone or in the frame that wxLogin.js makes. */
export default async function QrconnectPage({ searchParams }: { searchParams: SearchParams }) {
  await requireSandbox();
  const opening = await openScan(await queryText(searchParams));
  if (!opening.ok) return <Message kind="warn" title={opening.text} why={opening.why} />;
  const { scan } = opening;
  const embedded = (await oneParam(searchParams, "login_type")) === "jssdk";
  const inFrame = embedded && (await oneParam(searchParams, "self_redirect")) === "true";
  const light = (await oneParam(searchParams, "style")) === "white";
  return (
    <main className={["qr", embedded ? "embedded" : "", light ? "light-text" : ""].join(" ").trim()}>
      <h1>微信登录</h1>
      <QrCode
        uuid={scan.uuid}
        image={`${host}/qrcode/${scan.uuid}`}
        confirm={`${host}/confirm?uuid=${scan.uuid}`}
        callback={scan.callback}
        merchant={sandboxAccounts.merchantName}
        wholeWindow={embedded && !inFrame}
      />
      <p className="qr-note">沙箱 · 不会真的扣款</p>
    </main>
  );
}
