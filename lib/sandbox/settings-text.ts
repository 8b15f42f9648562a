import { sandboxSettings } from "./accounts";
import { appUrl } from "./site";

/** An .env file for a program in any language that wants to talk to this sandbox. */
export function settingsText(): string {
  const { APP_URL, ...settings } = sandboxSettings(appUrl());
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name}=${/\s/.test(value) ? `"${value}"` : value}`,
  );
  const gateway = settings.WECHAT_GATEWAY_URL;
  const host = new URL(appUrl()).hostname;
  return [
    "# The sandbox: a local WeChat. Nothing here is secret, and nothing costs money.",
    "# In place of https://{host}{path} a program calls {WECHAT_GATEWAY_URL}/{host}{path}, such as",
    `#   POST ${gateway}/api.weixin.qq.com/cgi-bin/stable_token`,
    `#   GET  ${gateway}/api.weixin.qq.com/cgi-bin/ticket/getticket?type=jsapi&access_token=…`,
    `#   POST ${gateway}/api.mch.weixin.qq.com/v3/pay/transactions/native`,
    "# WeChat Pay v3 may sign either address: /v3/… or the one with everything in front of it.",
    "# Every address may fetch access_tokens until the console's IP allow-list says otherwise.",
    `# The callback domain and the JS-SDK's domain are ${host}, with any port; pages that pay are those of ${APP_URL}.`,
    ...lines,
    "",
  ].join("\n");
}
