import type { Viewport } from "next";
import "@/app/sandbox/wechat.css";
import { Message } from "@/app/sandbox/_wechat/parts";
import { queryText, requireSandbox, type SearchParams, titled } from "@/app/sandbox/_wechat/request";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { type QrLook, qrLook } from "@/lib/sandbox/qr-look";
import { openScan } from "@/lib/sandbox/qrconnect";
import { firstValue, rawParams } from "@/lib/sandbox/raw-query";
import { QrCode } from "./qr-code";
import "./qr.css";

export const generateMetadata = titled("微信登录");
// WeChat's page knows no dark scheme: in the frame of a dark page it stays dark text on white.
export const viewport: Viewport = { colorScheme: "light" };

const host = "/sandbox/open.weixin.qq.com/connect";

const classes = ({ embedded, light, lite }: QrLook): string =>
  ["qr", embedded && "embedded", light && "light-text", lite && "lite"].filter(Boolean).join(" ");

/** WeChat's page for a desktop browser, alone or in the frame that wxLogin.js makes. */
export default async function QrconnectPage({ searchParams }: { searchParams: SearchParams }) {
  await requireSandbox();
  const query = await queryText(searchParams);
  const opening = await openScan(query);
  if (!opening.ok) return <Message kind="warn" title={opening.text} why={opening.why} />;
  const { scan } = opening;
  const params = rawParams(query);
  const look = qrLook((name) => firstValue(params, name) ?? "");
  return (
    <main className={classes(look)} lang={look.english ? "en" : undefined}>
      {look.stylesheet === null ? null : <link rel="stylesheet" href={look.stylesheet} />}
      <h1>{look.english ? "WeChat login" : "微信登录"}</h1>
      <QrCode
        uuid={scan.uuid}
        image={`${host}/qrcode/${scan.uuid}`}
        confirm={`${host}/confirm?uuid=${scan.uuid}`}
        callback={scan.callback}
        merchant={sandboxAccounts.merchantName}
        movesWindow={look.movesWindow}
        english={look.english}
      />
      <p className="qr-note">沙箱 · 不会真的扣款</p>
    </main>
  );
}
