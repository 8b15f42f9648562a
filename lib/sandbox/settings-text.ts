import { sandboxSettings } from "./accounts";
import { appUrl } from "./site";

/** An .env file for a program in any language that wants to talk to this sandbox. */
export function settingsText(): string {
  const { APP_URL, ...settings } = sandboxSettings(appUrl());
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return [
    "# The sandbox: a local WeChat. Nothing here is secret, and nothing costs money.",
    "# In place of https://{host}{path} a program calls {WECHAT_GATEWAY_URL}/{host}{path}.",
    `# The callback domain is ${new URL(appUrl()).hostname}, with any port; pages that pay are those of ${APP_URL}.`,
    ...lines,
    "",
  ].join("\n");
}
