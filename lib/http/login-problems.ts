import type { AuthErr, AuthReason, WxauthAction } from "../wechat/wxauth";

/** Why a login failed, beyond what the SDK can say. */
export type LoginReason =
  | AuthReason
  /** `next` leads away from this site, or is there twice. */
  | "foreign_next"
  /** WXAUTH_{action}_* is not set. */
  | "not_configured"
  /** A virtual visitor of WeChat's snapshot page. */
  | "snapshot_user"
  /** Another site's page sent it. */
  | "foreign_page"
  /** An app's request without a code, with two, or with one that is no text. */
  | "unclear_code"
  | "bad_body"
  | "wrong_type"
  | "too_large"
  | "wrong_method"
  /** The login's handler logged nobody in. */
  | "not_admitted"
  /** The shop itself failed, such as its database. */
  | "shop_failed";

/** A login that failed. */
export type LoginProblem = {
  action: WxauthAction;
  err: AuthErr;
  reason: LoginReason;
  /** Where the visitor was going, if anybody knows. */
  next?: string | null;
  errcode?: number | undefined;
  errmsg?: string | undefined;
  /** For the log. */
  error?: unknown;
};

/** WeChat's snapshot pages show a person who does not exist: nobody is logged in as one. */
export const snapshotUser = { err: "auth_error", reason: "snapshot_user" } as const;

/** What the visitor, or the app's author, is told. */
type Told = { status: number; title: string; text: string; icon?: "info" };

export const told: Readonly<Record<LoginReason, Told>> = {
  missing_state: { status: 400, title: "登录没有完成", text: "返回的地址不完整，请重新登录一次。" },
  bad_state: {
    status: 400,
    title: "登录已经过期",
    text: "这次登录等得太久，或不是从本店开始的，请重新登录。",
  },
  used_state: {
    status: 400,
    title: "这次登录已经用过",
    text: "为了您的安全，每次登录只能用一次，请重新登录。",
  },
  other_browser: {
    status: 400,
    title: "请在同一个浏览器里登录",
    text: "登录是在别处开始的，或浏览器没有保存本店的 Cookie。请在这里重新登录。",
  },
  bad_code: { status: 400, title: "登录没有完成", text: "返回的地址不对，请重新登录一次。" },
  denied: { status: 403, title: "您没有同意登录", text: "没有关系，随时可以再来。不登录也可以继续逛。" },
  dead_code: {
    status: 400,
    title: "登录凭证已经失效",
    text: "微信给的凭证只能用一次，而且很快过期，请重新登录。",
  },
  wechat_unavailable: { status: 502, title: "微信暂时没有答复", text: "没有任何改变，请稍等一下再登录。" },
  refused: {
    status: 502,
    title: "微信没有接受这次登录",
    text: "本店的设置可能有误，我们已经记下了，请稍后再试。",
  },
  foreign_next: {
    status: 400,
    title: "这个地址不在本店",
    text: "登录之后只能回到本店的页面，刚才的链接指向了别处。",
  },
  not_configured: { status: 503, title: "暂未开通", text: "本店还没有开通这种登录方式。" },
  snapshot_user: {
    status: 403,
    icon: "info",
    title: "请使用完整服务",
    text: "现在是微信的快照页，看不到您是谁。请点右下角的“使用完整服务”，再回来登录。",
  },
  foreign_page: { status: 403, title: "登录没有完成", text: "这次登录来自别的网站，没有接受。" },
  unclear_code: { status: 400, title: "登录没有完成", text: "请求里要有一个 code，并且只能有一个。" },
  bad_body: { status: 400, title: "登录没有完成", text: "请求的内容读不懂，应是 JSON 对象或表单。" },
  wrong_type: {
    status: 415,
    title: "登录没有完成",
    text: "内容类型应是 application/json 或 application/x-www-form-urlencoded。",
  },
  too_large: { status: 413, title: "登录没有完成", text: "提交的内容太大。" },
  wrong_method: { status: 405, title: "登录没有完成", text: "这个地址不接受这种请求方法。" },
  not_admitted: { status: 403, title: "没有登录", text: "本店没有接受这次登录。" },
  shop_failed: { status: 500, title: "登录没有完成", text: "本店出了点问题，没有任何改变，请稍后再登录。" },
};

/** A failure of the shop's own making, which only its operator can mend. */
export const isOurFault = (reason: LoginReason): boolean => reason === "refused" || reason === "shop_failed";
