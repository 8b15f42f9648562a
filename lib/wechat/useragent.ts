/** What a browser says about itself, as far as WeChat is concerned. Hints for the way in, never proof of anything. */

const messenger = /MicroMessenger\/([\d.]+)/i;

/** WeCom (企业微信) also says MicroMessenger, but its logins are another product's. */
export function isWxwork(userAgent: string | null | undefined): boolean {
  return /wxwork\//i.test(userAgent ?? "");
}

/** Whether this is WeChat's own browser, on a phone or a desktop. */
export function isWechat(userAgent: string | null | undefined): boolean {
  return messenger.test(userAgent ?? "") && !isWxwork(userAgent);
}

/** WeChat's version, such as `8.0.47.2560`; null outside WeChat. */
export function wechatVersion(userAgent: string | null | undefined): string | null {
  return isWechat(userAgent) ? (messenger.exec(userAgent ?? "")?.[1] ?? null) : null;
}

/**
 * Whether the page runs in a mini program's web-view, where the page cannot pay by itself. Desktop WeChat says
 * `MiniProgramEnv` on ordinary pages as well, which is why only the whole word counts.
 */
export function isMiniProgram(userAgent: string | null | undefined): boolean {
  return isWechat(userAgent) && /\bminiProgram\b/i.test(userAgent ?? "");
}

/** Which login suits this browser: in WeChat the page authorization, elsewhere the QR code. */
export function actionFor(userAgent: string | null | undefined): "mp" | "qrcode" {
  return isWechat(userAgent) ? "mp" : "qrcode";
}
