import { createHash } from "node:crypto";
import { sealData, unsealData } from "iron-session";

/** iron-session writes a password's number into the seal: it must stay the same when others are added before it. */
const numberOf = (secret: string) => createHash("sha256").update(secret).digest().readUInt32BE(0).toString();
const passwords = (secrets: string[]) =>
  Object.fromEntries(secrets.map((secret) => [numberOf(secret), secret]));

/**
 * Encrypts and signs with the newest secret.
 * @param ttl seconds by the machine's clock; 0 for no end
 */
export function seal(data: object, secrets: string[], ttl: number): Promise<string> {
  return sealData(data, { password: passwords(secrets.slice(0, 1)), ttl });
}

/**
 * Opens a seal of any of the secrets.
 * @returns what was sealed, to be checked by the caller; null for what is forged, expired or no seal at all
 */
export async function unseal(text: string, secrets: string[], ttl: number): Promise<unknown> {
  try {
    return await unsealData(text, { password: passwords(secrets), ttl });
  } catch {
    // iron-session throws at what is no seal at all, and anything can be sent.
    return null;
  }
}
