import { answerWeixinLogin } from "@/lib/http/weixin-login";

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
} from "@/lib/http/weixin-script";

/** Each one begins a login. */
export const dynamic = "force-dynamic";

/** The QR code of a login, in an element of the page that loads it. */
export const GET = answerWeixinLogin;
