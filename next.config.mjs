/**
 * What the sandbox's phone asks for goes through the phone, which is a 404 while the sandbox is off. Logging in by QR
 * code is a desktop's: its frame is none of the phone's, even in the browser that has the console open.
 */
const outsideSandbox =
  "/:path((?!sandbox|login/qrcode|qrcode-login|oauth/wechat/callback/qrcode|_next/static|_next/image|stones/|brand/|icon\\.svg).*)";
const phone = { destination: "/sandbox/phone/:path" };
const phoneFrame = [
  { type: "header", key: "sec-fetch-dest", value: "iframe" },
  { type: "cookie", key: "sandbox_phone" },
];
const phoneScript = [{ type: "header", key: "x-sandbox-phone" }];

/** As a whole: sources match without regard to case, and the route then sees how the name was spelt. */
const verifyFile = "/:file(MP_verify_[0-9A-Za-z]+\\.txt)";

/**
 * Where the account's messages come to, if not to /wechat. Read when the configuration is: on Vercel that is the build, so
 * a new WEROBOT_ROLE wants a new deployment there; `npm run dev` has read the .env files before. `npm start` does not
 * need it: it answers whatever path is set when it starts, ahead of Next. What is no such path the settings' check names.
 */
const robotPath = process.env.WEROBOT_ROLE?.trim() ?? "";
const messages = /^(\/[\w.-]+)+$/.test(robotPath) ? [{ source: robotPath, destination: "/wechat" }] : [];

const contentSecurityPolicy = [
  "default-src 'self'",
  // Static pages carry Next's inline scripts, which have no nonce.
  `script-src 'self' 'unsafe-inline' https://res.wx.qq.com https://res2.wx.qq.com${process.env.NODE_ENV === "production" ? "" : " 'unsafe-eval'"}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https://*.qlogo.cn https://mp.weixin.qq.com",
  "connect-src 'self'",
  // WeChat's login by QR code, and its open tags (<wx-open-subscribe>), which it draws in frames of these two kinds.
  "frame-src 'self' https://*.qq.com webcompt:",
  "frame-ancestors 'self'",
  "base-uri 'self'",
  "form-action 'self' https://open.weixin.qq.com",
  "object-src 'none'",
].join("; ");

/** WeChat's QR code stands in frames of anybody's pages, which may bring a style sheet along. */
const qrCodePolicy = contentSecurityPolicy
  .replace(/frame-ancestors [^;]*/, "frame-ancestors *")
  .replace(/style-src /, "style-src https: data: ")
  .replace(/img-src /, "img-src https: ");

/** @type {import("next").NextConfig} */
export default {
  agentRules: false,
  poweredByHeader: false,
  reactStrictMode: true,
  // Its badge would lie over the tab bar, and in the sandbox over the phone's.
  devIndicators: false,
  // Read when they are asked for. A key is a pattern, in which brackets have to be escaped.
  outputFileTracingIncludes: {
    "/sandbox/bridge.js": ["./lib/sandbox/bridge/*"],
    "/sandbox/\\[host\\]/\\[...path\\]": ["./lib/sandbox/scripts/*.js", "./lib/sandbox/bridge/api-names.js"],
  },
  distDir: process.env.NEXT_DIST_DIR || ".next",
  serverExternalPackages: ["better-sqlite3", "@prisma/adapter-better-sqlite3", "@prisma/adapter-pg", "pg"],
  // The test suite checks types by itself, over the tests too.
  typescript: { ignoreBuildErrors: process.env.SKIP_TYPECHECK === "1" },
  experimental: {
    globalNotFound: true,
    // Pages are made at the first request and kept in memory: the build stays as it was built.
    isrFlushToDisk: false,
  },
  async rewrites() {
    return {
      beforeFiles: [
        { source: outsideSandbox, has: phoneFrame, ...phone },
        { source: outsideSandbox, has: phoneScript, ...phone },
        ...messages,
        // A page with a parameter is made at the first request, not in the build: the build needs no database.
        { source: "/", destination: "/catalogue/all" },
        { source: "/mp-login.html", destination: "/login/mp" },
        { source: "/qrcode-login.html", destination: "/login/qrcode" },
      ],
      // After the files of public/: one that lies there is as good.
      afterFiles: [{ source: verifyFile, destination: "/mp-verify/:file" }],
    };
  },
  async headers() {
    return [
      {
        source: "/:path*",
        headers: [
          { key: "Content-Security-Policy", value: contentSecurityPolicy },
          { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
          { key: "X-Content-Type-Options", value: "nosniff" },
          { key: "Permissions-Policy", value: "camera=(), microphone=(), payment=()" },
        ],
      },
      {
        source: "/sandbox/open.weixin.qq.com/connect/qrconnect",
        headers: [{ key: "Content-Security-Policy", value: qrCodePolicy }],
      },
    ];
  },
};
