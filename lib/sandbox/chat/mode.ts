import { config } from "@/lib/config";
import { readSetting, writeSetting } from "../settings";
import { appUrl } from "../site";
import type { PushMode } from "./types";

/** The official account's server settings, as they stand in WeChat's console. (Message server, access guide) */

const setting = "push:mode";

export const pushModes = ["plain", "compatible", "safe"] as const satisfies readonly PushMode[];

const isPushMode = (value: unknown): value is PushMode => pushModes.some((mode) => mode === value);

/** In which form messages are pushed: until the console says otherwise, the one that the shop's settings want. */
export async function pushMode(): Promise<PushMode> {
  const stored = await readSetting(setting);
  return isPushMode(stored) ? stored : shopMode();
}

/** What fits the shop's settings: encrypted when it has an EncodingAESKey. */
export const shopMode = (): PushMode => (config().robot?.aesKey ? "safe" : "plain");

export async function setPushMode(mode: PushMode): Promise<void> {
  await writeSetting(setting, mode);
}

/** The server address: where the shop takes messages; null while it takes none. */
export function endpointUrl(): string | null {
  const { robot } = config();
  return robot && `${appUrl()}${robot.path}`;
}
