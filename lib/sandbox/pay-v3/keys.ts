import { z } from "zod";
import { publicKeyId } from "../merchant-keys";
import { platformCertificates, publicKeyPrivateHalf } from "../platform-keys";
import { readSetting, writeSetting } from "../settings";

/** The keys with which WeChat Pay signs, and to which secrets are encrypted. (WeChat Pay v3, two key modes) */

export interface PlatformKey {
  /** What `Wechatpay-Serial` says. */
  serial: string;
  /** PEM. */
  privateKey: string;
}

const publicKeyPair: PlatformKey = { serial: publicKeyId, privateKey: publicKeyPrivateHalf };

/** The key of that name; null for a stranger's. */
export function platformKey(serial: string): PlatformKey | null {
  if (serial === publicKeyId) return publicKeyPair;
  return platformCertificates.find((certificate) => certificate.serial === serial) ?? null;
}

const stateSchema = z.object({
  /** What signs for a request that names no key, and for notices. */
  mode: z.enum(["public_key", "certificate"]),
  /** Which of the two certificates `GET /v3/certificates` serves. */
  served: z.enum(["first", "second", "both"]),
  /** Which of them signs. */
  signing: z.enum(["first", "second"]),
});
export type KeyState = z.infer<typeof stateSchema>;

const initial: KeyState = { mode: "public_key", served: "both", signing: "first" };
const setting = "v3_keys";

/** Which keys are in use. */
export async function readKeyState(): Promise<KeyState> {
  const stored = await readSetting(setting);
  return stored === null ? initial : stateSchema.parse(JSON.parse(stored));
}

/** Changes which keys are in use: the other mode, or a rotation of the certificates. */
export async function changeKeyState(change: Partial<KeyState>): Promise<KeyState> {
  const state = stateSchema.parse({ ...(await readKeyState()), ...change });
  await writeSetting(setting, JSON.stringify(state));
  return state;
}

/** The certificate that signs now. */
const certificateOf = (name: KeyState["signing"]) => platformCertificates[name === "first" ? 0 : 1];

/** The key for notices, and for answers to a request that names none. */
export async function defaultKey(): Promise<PlatformKey> {
  const { mode, signing } = await readKeyState();
  return mode === "public_key" ? publicKeyPair : certificateOf(signing);
}

/**
 * WeChat goes by what the merchant set up in its console; the sandbox, which has none, by the kind of key that the
 * merchant's program used last.
 */
export async function rememberMode(mode: KeyState["mode"]): Promise<void> {
  if ((await readKeyState()).mode !== mode) await changeKeyState({ mode });
}
