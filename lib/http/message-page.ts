/** What a page that answers in place of the one wanted has to say. */
export type Message = {
  status: number;
  title: string;
  text: string;
  icon?: "warn" | "waiting" | "info";
  /** The one thing to do next. `top`: out of the frame that this page is shown in. */
  action?: { href: string; label: string; top?: boolean };
};

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/** Text as HTML, also inside an attribute. */
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char);

/** The colours and the desktop's night of the shop's own pages: app/(shop)/_styles, tokens.css and desktop.css. */
const style = `
:root{color-scheme:light dark}
body{margin:0;font:17px/1.6 system-ui,-apple-system,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif;background:#f4f4fa;color:#1a1b33}
main{box-sizing:border-box;max-width:430px;min-height:100vh;margin:0 auto;padding:64px 32px 48px;text-align:center;background:#f4f4fa}
svg{width:64px;height:64px}
h1{margin:24px 0 12px;font-size:22px;font-weight:500}
p{margin:0 0 40px;color:#65667f;overflow-wrap:anywhere}
a{display:block;max-width:184px;margin:0 auto 16px;padding:10px 24px;border-radius:8px;font-weight:500;text-decoration:none}
.primary{background:#4a4fa8;color:#fff}
.plain{background:rgba(28,30,74,.06);color:#4a4fa8}
header{display:none}
@media (prefers-color-scheme:dark){body,main{background:#0d0e1c;color:#e9e9f7}p{color:#a0a1bf}.primary{background:#aeb2ff;color:#14152e}.plain{background:rgba(200,202,255,.09);color:#aeb2ff}}
@media (min-width:700px) and (min-height:500px){
body{display:flex;justify-content:center;padding:0 24px;background:#0f1030 url(/brand/night-sky.svg) center/cover fixed}
main{flex:0 0 430px;margin:0;box-shadow:0 0 80px rgba(0,0,0,.35)}
header{position:sticky;top:0;display:flex;flex:0 1 300px;flex-direction:column;align-items:center;justify-content:center;height:100vh;margin-right:24px;color:#f3f2ff;text-align:center}
header strong{margin-top:16px;padding-left:.28em;font:600 32px "Songti SC","Noto Serif CJK SC","Noto Serif SC",STSong,SimSun,serif;letter-spacing:.28em}
header span{margin-top:12px;color:#c9c8ee;font-size:15px}
}
@media (min-width:1000px) and (min-height:500px){header{margin-right:72px}}
`;

const drawings: Record<NonNullable<Message["icon"]>, string> = {
  warn: '<circle cx="32" cy="32" r="29" fill="#f2994a"/><path d="M32 17v19" stroke="#fff" stroke-width="5" stroke-linecap="round"/><circle cx="32" cy="46" r="3.2" fill="#fff"/>',
  waiting:
    '<circle cx="32" cy="32" r="29" fill="#6a68c8"/><path d="M32 17v17l10 7" stroke="#fff" stroke-width="5" fill="none" stroke-linecap="round" stroke-linejoin="round"/>',
  info: '<circle cx="32" cy="32" r="29" fill="#6a68c8"/><path d="M32 29v18" stroke="#fff" stroke-width="5" stroke-linecap="round"/><circle cx="32" cy="19" r="3.2" fill="#fff"/>',
};

/** A whole page in WeUI's manner that needs no script, for routes that answer a person with a message. */
export function messagePage({ status, title, text, icon = "warn", action }: Message): Response {
  const button = action
    ? `<a class="primary" href="${escapeHtml(action.href)}"${action.top ? ' target="_top"' : ""}>${escapeHtml(action.label)}</a>`
    : "";
  const body = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">
<meta name="robots" content="noindex"><title>${escapeHtml(title)} · 月光宝石</title><style>${style}</style></head>
<body><header><img src="/brand/logo-dark.svg" alt="" width="64" height="64"><strong>月光宝石</strong><span>夜里看得见光的石头</span></header>
<main><svg viewBox="0 0 64 64" aria-hidden="true">${drawings[icon]}</svg>
<h1>${escapeHtml(title)}</h1><p role="status">${escapeHtml(text)}</p>${button}<a class="plain" href="/">回到首页</a></main></body></html>
`;
  return new Response(body, {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  });
}
