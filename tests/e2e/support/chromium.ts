import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { LaunchOptions } from "@playwright/test";

const require = createRequire(import.meta.url);
const cache = join(process.cwd(), "node_modules/.cache/moonstone");

/** Runs `work` with some environment variables, and puts back whatever it and its imports changed. */
async function withEnvironment<T>(values: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, values);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/**
 * The Chromium that @sparticuz/chromium carries, with the libraries that a plain Debian does not have, unpacked
 * into a folder of its own: it and the old Chromium would unpack to the same file name.
 */
async function unpackedChromium(): Promise<string> {
  const entry = require.resolve("@sparticuz/chromium");
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(dirname(entry), "../../package.json"), "utf8"),
  );
  const folder = join(cache, `chromium-${manifest.version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, "unpacking-"));
  // It unpacks its libraries only where it takes the machine for a cloud function.
  await withEnvironment({ TMPDIR: unfinished, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" }, async () => {
    const { default: chromium } = await import("@sparticuz/chromium");
    await chromium.executablePath();
  });
  writeFileSync(join(unfinished, "fonts.conf"), fontSettings(folder));
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // Otherwise another run was faster.
  }
  return folder;
}

/** The machine's fonts, and the one that comes with the package for a machine that has none. */
const fontSettings = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <dir>${join(folder, "fonts")}</dir>
  <cachedir>${join(folder, "fonts-cache")}</cachedir>
</fontconfig>
`;

/** How Playwright is to launch Chromium: the system's when CHROME_PATH names it, else the one from npm. */
export async function chromiumOptions(): Promise<LaunchOptions> {
  const args = ["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none"];
  if (process.env.CHROME_PATH) return { executablePath: process.env.CHROME_PATH, args };
  const folder = await unpackedChromium();
  return {
    executablePath: join(folder, "chromium"),
    args: [...args, "--no-zygote", "--in-process-gpu", "--use-gl=angle", "--use-angle=swiftshader"],
    env: {
      ...definedOnly(process.env),
      LD_LIBRARY_PATH: [join(folder, "al2023/lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":"),
      FONTCONFIG_FILE: join(folder, "fonts.conf"),
    },
  };
}

const definedOnly = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
