import { answerWeixinConfig } from "@/lib/http/weixin-config";

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
} from "@/lib/http/weixin-script";

/** Signed for one page at one moment. */
export const dynamic = "force-dynamic";

/** wx.config for the page that loads it. */
export const GET = answerWeixinConfig;
