import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LaunchOptions } from "@playwright/test";
import { browserEnvironment, fontSettings, packageFolder, unpackOnce } from "./unpack";

const version = (): string =>
  JSON.parse(readFileSync(join(packageFolder("@sparticuz/chromium", 2), "package.json"), "utf8")).version;

/** The Chromium that @sparticuz/chromium carries, with the libraries that a plain Debian does not have. */
export function unpackedChromium(): Promise<string> {
  // It unpacks its libraries only where it takes the machine for a cloud function.
  const environment = { AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" };
  return unpackOnce(`chromium-${version()}`, environment, async () => {
    const { default: chromium } = await import("@sparticuz/chromium");
    await chromium.executablePath();
  });
}

/** How Playwright is to launch Chromium: the system's when CHROME_PATH names it, else the one from npm. */
export async function chromiumOptions(): Promise<LaunchOptions> {
  const args = ["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none"];
  if (process.env.CHROME_PATH) return { executablePath: process.env.CHROME_PATH, args };
  const folder = await unpackedChromium();
  const fonts = join(folder, "fonts.conf");
  writeFileSync(fonts, fontSettings(join(folder, "fonts"), "fonts"));
  return {
    executablePath: join(folder, "chromium"),
    // Not the package's own arguments: among them are --single-process and --disable-web-security.
    args: [...args, "--no-zygote", "--in-process-gpu", "--use-gl=angle", "--use-angle=swiftshader"],
    env: browserEnvironment({ libraries: join(folder, "al2023/lib"), fontSettings: fonts }),
  };
}
