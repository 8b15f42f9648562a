import { setTimeout as wait } from "node:timers/promises";
import { WechatError } from "../../errors";
import { nonceStr, sha256Hex } from "../../sign";
import type { StateStore } from "../../store";
import { errorToStore, rememberedError } from "../../wxclient/stored-error";
import { type PlatformKey, readCertificates } from "./certificate-answer";
import { downloadCertificates } from "./certificate-download";
import { type CertificateRecord, isDue, readCertificateRecord, turn } from "./certificate-record";
import type { V3Options } from "./options";

/** What this process knows, for each store and merchant: the store is asked for what is new only. */
interface Memory {
  keys: PlatformKey[];
  /** When the newest answer came, by the record. Milliseconds. */
  fetchedAt: number;
  answer: string | null;
  /** When the store was last looked at because it was time for new ones. Milliseconds. */
  refreshedAt: number;
  lastError: WechatError | null;
  renewing: Promise<"news" | "nothing"> | null;
}

const recordSeconds = 30 * 24 * 60 * 60;
const pollMs = 50;
const refreshEveryMs = 5_000;
const storeKey = ({ mchid }: V3Options): string => `wxpay:v3:certificates:${mchid}`;
const memories = new WeakMap<StateStore, Map<string, Memory>>();

/**
 * The platform certificate's key of that serial number, or null. An unknown number has the certificates downloaded anew, at
 * most once a minute over all processes.
 */
export async function platformKey(options: V3Options, serial: string): Promise<PlatformKey | null> {
  const memory = memoryOf(options);
  const find = () => alive(memory, options).find((key) => key.serial === serial.toUpperCase()) ?? null;
  const known = find();
  if (!known) return renewedUntil(options, memory, find);
  refreshIfDue(options, memory).catch(() => undefined);
  return known;
}

/**
 * The newest platform certificate's key: what WeChat is asked to sign with, and what fields are encrypted for.
 * @throws WechatError outcome `refused` when there is none: nothing can be sent, for no answer could be believed
 */
export async function newestPlatformKey(options: V3Options): Promise<PlatformKey> {
  const memory = memoryOf(options);
  const newest = () => alive(memory, options).sort((a, b) => b.from - a.from)[0] ?? null;
  const known = newest();
  if (known) {
    refreshIfDue(options, memory).catch(() => undefined);
    return known;
  }
  const found = await renewedUntil(options, memory, newest).catch(notSent);
  return found ?? notSent(memory.lastError);
}

/** Every 12 hours, without anybody waiting: meanwhile the old ones serve, and a failure is tried again later. */
async function refreshIfDue(options: V3Options, memory: Memory): Promise<void> {
  const now = options.transport.now();
  if (!isDue(memory.fetchedAt, now) || Math.abs(now - memory.refreshedAt) < refreshEveryMs) return;
  memory.refreshedAt = now;
  // Another process's answer will do as well.
  const record = readCertificateRecord(await options.store.get(storeKey(options)));
  if (isDue(record.fetchedAt ?? 0, now)) await renewed(options, memory);
  else learn(options, memory, record);
}

/** The business call was never made. */
function notSent(error: unknown): never {
  if (!(error instanceof WechatError)) {
    if (error) throw error;
    throw new WechatError("WeChat Pay's platform certificates are all out of date", {
      code: "CERTIFICATES",
      kind: "malformed",
      retryable: true,
    });
  }
  const { code, kind, retryable, hint, hintZh } = error;
  throw new WechatError(error.message, { code, kind, retryable, hint, hintZh, outcome: "refused" });
}

/** Two rounds: what another process had fetched may lack what we seek, and then it may be time to ask WeChat. */
async function renewedUntil<T>(options: V3Options, memory: Memory, find: () => T | null): Promise<T | null> {
  for (let round = 0; round < 2; round++) {
    const outcome = await renewed(options, memory);
    const found = find();
    if (found !== null || outcome === "nothing") return found;
  }
  return null;
}

/** Callers in this process share one effort. */
function renewed(options: V3Options, memory: Memory): Promise<"news" | "nothing"> {
  memory.renewing ??= renew(options, memory).finally(() => {
    memory.renewing = null;
  });
  return memory.renewing;
}

async function renew(options: V3Options, memory: Memory): Promise<"news" | "nothing"> {
  const { store, transport } = options;
  const key = storeKey(options);
  const rounds = (2 * (transport.timeoutMs + 5_000)) / pollMs;
  for (let round = 0; round < rounds; round++) {
    const text = await store.get(key);
    const record = readCertificateRecord(text);
    if (learn(options, memory, record)) return "news";
    const now = transport.now();
    switch (turn(record, alive(memory, options).length > 0, transport.timeoutMs, now)) {
      case "pause":
        memory.lastError = record.attempt?.error ? rememberedError(record.attempt.error) : null;
        return "nothing";
      case "wait":
        await wait(pollMs);
        break;
      case "ask": {
        const attempt = { owner: nonceStr(16), at: now, open: true };
        const mine = JSON.stringify({ ...record, attempt });
        if (await store.compareAndSet(key, text, mine, recordSeconds)) return ask(options, memory, key, mine);
      }
    }
  }
  return "nothing";
}

/** Asks WeChat, and tells the other processes what came of it. */
async function ask(options: V3Options, memory: Memory, key: string, mine: string): Promise<"news"> {
  const { store, transport } = options;
  const before = readCertificateRecord(mine);
  const attempt = { owner: before.attempt?.owner ?? "", at: transport.now(), open: false };
  try {
    const { answer, keys } = await downloadCertificates(options, alive(memory, options));
    const record: CertificateRecord = { answer, fetchedAt: attempt.at, attempt };
    keep(memory, keys, record, options);
    await store.compareAndSet(key, mine, JSON.stringify(record), recordSeconds);
    return "news";
  } catch (error) {
    const failed = errorToStore(error) ?? undefined;
    const record: CertificateRecord = { ...before, attempt: { ...attempt, error: failed } };
    await store.compareAndSet(key, mine, JSON.stringify(record), recordSeconds);
    throw error;
  }
}

/** Takes over what the store has and this process has not; returns whether there was anything. */
function learn(options: V3Options, memory: Memory, record: CertificateRecord): boolean {
  if (record.answer === undefined) return false;
  if (record.answer === memory.answer) {
    memory.fetchedAt = record.fetchedAt ?? 0;
    return false;
  }
  try {
    keep(memory, readCertificates(record.answer, options.v3.key), record, options);
    return true;
  } catch (error) {
    // Encrypted with another APIv3 key, which was changed since: as good as nothing.
    if (error instanceof WechatError) return false;
    throw error;
  }
}

/** An old certificate that the new answer lacks stays good until its own end. */
function keep(memory: Memory, keys: PlatformKey[], record: CertificateRecord, options: V3Options): void {
  const fresh = new Set(keys.map((key) => key.serial));
  memory.keys = [...keys, ...alive(memory, options).filter((key) => !fresh.has(key.serial))];
  memory.fetchedAt = record.fetchedAt ?? 0;
  memory.answer = record.answer ?? null;
}

function alive(memory: Memory, { transport }: V3Options): PlatformKey[] {
  const now = transport.now();
  return memory.keys.filter((key) => key.from <= now && now < key.until);
}

function memoryOf({ store, mchid, v3, transport }: V3Options): Memory {
  const ofStore = memories.get(store) ?? new Map<string, Memory>();
  memories.set(store, ofStore);
  const name = [mchid, transport.gateway.base ?? "", sha256Hex(v3.key)].join(" ");
  const memory = ofStore.get(name) ?? {
    keys: [],
    fetchedAt: 0,
    answer: null,
    refreshedAt: 0,
    lastError: null,
    renewing: null,
  };
  ofStore.set(name, memory);
  return memory;
}
