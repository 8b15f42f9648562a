import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { config } from "@/lib/config";
import { wakeSandbox } from "@/lib/sandbox/gate";

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** A sandbox that is off is not there; one that is on goes by its own clock. */
export async function requireSandbox(): Promise<void> {
  if (!config().sandbox) notFound();
  await wakeSandbox();
}

/** A page's title, which nobody reads while the sandbox is off. */
export const titled = (title: string) => (): Metadata => (config().sandbox ? { title } : {});

/** The query again as a text, its parameters in the order in which they came. */
export async function queryText(searchParams: SearchParams): Promise<string> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(await searchParams)) {
    for (const one of [value].flat()) query.append(name, one ?? "");
  }
  return query.toString();
}

/** One parameter; empty when it is missing or there twice. */
export async function oneParam(searchParams: SearchParams, name: string): Promise<string> {
  const value = (await searchParams)[name];
  return typeof value === "string" ? value : "";
}
