import { chromiumOptions } from "./chromium";
import { buildShop, startShop } from "./server";

/** Builds the shop, starts it with a database of its own and finds a browser; ends the server after the last test. */
export default async function setup(): Promise<() => Promise<void>> {
  buildShop();
  // One after the other: unpacking a browser changes this process's environment for a moment.
  const chromium = await chromiumOptions();
  const shop = await startShop();
  process.env.E2E_URL = shop.url;
  process.env.E2E_DATABASE_URL = shop.databaseUrl;
  process.env.E2E_CHROMIUM = JSON.stringify(chromium);
  return async () => void (await shop.stop());
}
