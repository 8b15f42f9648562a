import { db } from "@/lib/db";

/** Small values that the sandbox keeps, each as JSON under a name. */

/** The stored JSON text; null when there is none. */
export async function readSetting(name: string): Promise<string | null> {
  const row = await db().sandboxSetting.findUnique({ where: { name } });
  return row?.value ?? null;
}

export async function writeSetting(name: string, value: string): Promise<void> {
  await db().sandboxSetting.upsert({ where: { name }, create: { name, value }, update: { value } });
}
