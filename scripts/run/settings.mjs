import { tsImport } from "tsx/esm/api";

/**
 * Reads the settings the way the server will, before anything is touched: a fault stops here, with the whole list.
 * @returns {Promise<import("../../lib/config").Config>}
 */
export async function checkSettings() {
  const { readConfig } = await tsImport("../../lib/config.ts", import.meta.url);
  return readConfig(process.env);
}
