import { chromiumOptions } from "./chromium";
import { buildShop, startShop } from "./server";

/** Builds the shop, starts it with a database of its own and finds a browser; ends the server after the last test. */
export default async function setup(): Promise<() => Promise<void>> {
  buildShop();
  const [shop, chromium] = await Promise.all([startShop(), chromiumOptions()]);
  process.env.E2E_URL = shop.url;
  process.env.E2E_DATABASE_URL = shop.databaseUrl;
  process.env.E2E_CHROMIUM = JSON.stringify(chromium);
  return () => shop.stop();
}
