import { z } from "zod";
import { storedError } from "../../wxclient/stored-error";

/**
 * What the store holds of the platform certificates, for all processes: WeChat's answer, in which they are encrypted with
 * the APIv3 key, so that nobody who can write there can slip in one of his own; and who asked last. It is one entry, so
 * that each step is one compare-and-set. Times are milliseconds on the clock of who wrote them.
 */
const certificateRecord = z.object({
  answer: z.string().optional(),
  fetchedAt: z.number().optional(),
  attempt: z
    .object({
      owner: z.string(),
      at: z.number(),
      /** Whether it is still under way. */
      open: z.boolean(),
      error: storedError.optional(),
    })
    .optional(),
});
export type CertificateRecord = z.infer<typeof certificateRecord>;

/** What an entry says; anything unreadable says nothing. */
export function readCertificateRecord(text: string | null): CertificateRecord {
  if (text === null) return {};
  try {
    return certificateRecord.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}

const hourMs = 60 * 60_000;
const leaseSlackMs = 5_000;

/** Whether it is time for new certificates: after 12 hours, or when the clock was turned back. */
export const isDue = (fetchedAt: number, now: number): boolean =>
  now >= fetchedAt + 12 * hourMs || now < fetchedAt - hourMs;

/** What may be done about certificates now: ask WeChat, wait for who is asking, or neither. */
export type Turn = "ask" | "wait" | "pause";

/**
 * At most one process asks at a time, and at most once a minute, whatever unknown serial numbers come in.
 * @param alive whether there is a certificate that counts; without one a passing failure is tried again after 5 seconds
 * @param timeoutMs how long one call to WeChat may take
 */
export function turn({ attempt }: CertificateRecord, alive: boolean, timeoutMs: number, now: number): Turn {
  if (!attempt) return "ask";
  const age = Math.abs(now - attempt.at);
  if (attempt.open) return age < timeoutMs + leaseSlackMs ? "wait" : "ask";
  const pauseMs = !alive && (attempt.error?.retryable ?? true) ? 5_000 : 60_000;
  return age < pauseMs ? "pause" : "ask";
}
