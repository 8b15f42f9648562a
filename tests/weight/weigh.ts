import { gzipSync } from "node:zlib";
import type { BrowserContext } from "@playwright/test";

/** Bytes after gzip. */
export type Weight = { scripts: number; styles: number };

/**
 * Loads a page as a first visitor does, with nothing cached, and weighs every script and style sheet that comes: what
 * the HTML names, and what is fetched ahead or on demand until the network is quiet.
 */
export async function weigh(context: BrowserContext, url: string): Promise<Weight> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const bodies = new Map<string, Promise<[kind: string, size: number]>>();
  page.on("response", (response) => {
    const kind = response.request().resourceType();
    if ((kind !== "script" && kind !== "stylesheet") || bodies.has(response.url())) return;
    bodies.set(
      response.url(),
      response.body().then((body) => [kind, gzipSync(body).length]),
    );
  });
  await page.goto(url, { waitUntil: "networkidle" });
  const sizes = await Promise.all(bodies.values());
  await page.close();
  const sum = (wanted: string) =>
    sizes.reduce((total, [kind, size]) => total + (kind === wanted ? size : 0), 0);
  return { scripts: sum("script"), styles: sum("stylesheet") };
}
