import { gzipSync } from "node:zlib";
import type { BrowserContext, Page } from "@playwright/test";

/** Bytes after gzip. */
export type Weight = { scripts: number; styles: number };

/**
 * WeChat's own script, which the sandbox serves at an address of ours: in WeChat it comes from res.wx.qq.com, where
 * every shop's visitors share it, and its weight is not for us to choose.
 */
const wechatScript = /^\/sandbox\/res2?\.wx\.qq\.com\/open\/js\/jweixin-1\.6\.0\.js$/;

/** A page may go on asking its server something; scripts and styles have come when none did for so long. */
const quietMs = 800;

/**
 * Loads a page as a first visitor does, with nothing cached, and weighs every script and style sheet that comes: what
 * the HTML names, and what is fetched ahead or on demand afterwards. A frame of another site does not count.
 * @param until waits for what is fetched last, which a busy machine may be slow to ask for
 */
export async function weigh(
  context: BrowserContext,
  url: string,
  until: (page: Page) => Promise<unknown> = async () => {},
): Promise<Weight> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const bodies = new Map<string, Promise<{ kind: string; size: number }>>();
  let last = Date.now();
  page.on("response", (response) => {
    const kind = response.request().resourceType();
    if ((kind !== "script" && kind !== "stylesheet") || response.frame() !== page.mainFrame()) return;
    last = Date.now();
    if (wechatScript.test(new URL(response.url()).pathname)) return;
    if (bodies.has(response.url())) return;
    bodies.set(
      response.url(),
      response.body().then((body) => ({ kind, size: gzipSync(body).length })),
    );
  });
  await page.goto(url);
  await until(page);
  while (Date.now() - last < quietMs) await page.waitForTimeout(100);
  const files = await Promise.all(bodies.values());
  await page.close();
  const sum = (wanted: string) =>
    files.filter(({ kind }) => kind === wanted).reduce((total, { size }) => total + size, 0);
  return { scripts: sum("script"), styles: sum("stylesheet") };
}
