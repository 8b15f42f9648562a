import { createDecipheriv } from "node:crypto";
import { expect, vi } from "vitest";
import { freshSandbox, pay } from "./support";
import { isGenuine } from "./v3-support";

/** What the shop was told, opened by node:crypto alone. */
export const told: { type: string; resource: Record<string, unknown> }[] = [];

/** Opens what was encrypted with the APIv3 key. */
export function opened({ ciphertext, nonce, associated_data }: Record<string, string>): string {
  const bytes = Buffer.from(ciphertext ?? "", "base64");
  const decipher = createDecipheriv("aes-256-gcm", pay.v3Key, nonce ?? "");
  decipher.setAuthTag(bytes.subarray(-16));
  decipher.setAAD(Buffer.from(associated_data ?? ""));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString();
}

/** A fresh sandbox whose notices of v3 are verified, kept and acknowledged. */
export async function freshListener(): Promise<void> {
  await freshSandbox();
  told.length = 0;
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
    const { event_type, resource } = JSON.parse(String(init.body));
    expect(isGenuine(new Headers(init.headers), String(init.body))).toBe(true);
    told.push({ type: event_type, resource: JSON.parse(opened(resource)) });
    return new Response(null, { status: 204 });
  });
}
