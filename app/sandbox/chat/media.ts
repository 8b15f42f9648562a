/** Media on their way from the phone to WeChat's machines, and back. */

import { SandboxError } from "@/app/sandbox/_console/api";

/** Where a medium lies. */
export const mediumAddress = (mediaId: string): string => `/sandbox/api/media/${encodeURIComponent(mediaId)}`;

/** Hands a medium over. @returns its id @throws SandboxError */
export async function upload(data: Blob, filename: string): Promise<string> {
  const form = new FormData();
  form.set("media", data, filename);
  const answer = await fetch("/sandbox/api/media", { method: "POST", body: form });
  const body: { mediaId?: string; message?: string } = await answer.json().catch(() => ({}));
  if (!answer.ok || !body.mediaId) throw new SandboxError(body.message || `沙箱回答 HTTP ${answer.status}`);
  return body.mediaId;
}
