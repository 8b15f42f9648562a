"use client";

/** The sandbox said no, or did not answer. The message is meant to be shown. */
export class SandboxError extends Error {
  override name = "SandboxError";
}

async function readAnswer<T>(answer: Response): Promise<T> {
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok && body !== null) return body as T;
  const message = typeof body === "object" && body !== null && "message" in body ? String(body.message) : "";
  throw new SandboxError(message || `沙箱回答 HTTP ${answer.status}`);
}

/** Reads one of the sandbox's own endpoints. Both ends come from one build: the shape is not checked again. */
export async function get<T>(path: string): Promise<T> {
  return readAnswer<T>(await fetch(`/sandbox/api/${path}`, { cache: "no-store" }));
}

/** Posts JSON to one of them. */
export async function post<T = unknown>(path: string, body: unknown = {}): Promise<T> {
  const answer = await fetch(`/sandbox/api/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return readAnswer<T>(answer);
}
