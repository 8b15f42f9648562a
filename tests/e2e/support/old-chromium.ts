import { readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { unpackedChromium } from "./chromium";
import { type Person, shopUrl } from "./phone";
import { browserEnvironment, fontSettings, packageFolder, require, unpackOnce } from "./unpack";

/** As WeChat says who it is on an old Android phone, whose web view is Chromium 86. */
const oldWechatUserAgent =
  "Mozilla/5.0 (Linux; Android 8.1.0; PHONE Build/OPM1; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 " +
  "Chrome/86.0.4240.99 Mobile Safari/537.36 MMWEBSDK/20210302 MMWEBID/1234 " +
  "MicroMessenger/8.0.2.1860(0x28000234) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64";

/** chrome-aws-lambda itself would unpack into /tmp, whatever TMPDIR says: so its archives are taken directly. */
function unpackedOldChromium(): Promise<string> {
  return unpackOnce("chromium-86", {}, async () => {
    const folder = packageFolder("chrome-aws-lambda", 1);
    const lambdafs: { inflate(archive: string): Promise<string> } = createRequire(
      require.resolve("chrome-aws-lambda"),
    )("lambdafs");
    for (const archive of readdirSync(join(folder, "bin")))
      await lambdafs.inflate(join(folder, "bin", archive));
  });
}

/** Starts Chromium 86: the oldest web view that the shop promises to work in. */
export async function launchOldChromium(): Promise<Browser> {
  const folder = await unpackedOldChromium();
  // It comes without fonts and without some libraries, which the newer one has.
  const newer = await unpackedChromium();
  const libraries = [join(folder, "aws/lib"), join(newer, "al2023/lib")].join(":");
  const fonts = join(folder, "fonts.conf");
  writeFileSync(fonts, fontSettings(join(newer, "fonts"), "fonts-86"));
  return puppeteer.launch({
    executablePath: join(folder, "chromium"),
    args: [
      "--no-sandbox",
      "--no-zygote",
      "--disable-dev-shm-usage",
      "--use-gl=swiftshader",
      "--hide-scrollbars",
    ],
    env: browserEnvironment({ libraries, fontSettings: fonts }),
    headless: true,
    pipe: true,
  });
}

/** A page of an old phone in WeChat, with WeChat's bridge in it. Its errors are collected in `errors`. */
export async function newOldPhone(
  browser: Browser,
  { person = "lin", url = shopUrl() }: { person?: Person; url?: string } = {},
): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.setUserAgent(oldWechatUserAgent);
  await page.setViewport({ width: 360, height: 640, isMobile: true, hasTouch: true });
  await page.setCookie({ name: "sandbox_phone", value: person, url });
  const bridge = await fetch(`${url}/sandbox/bridge.js`);
  if (!bridge.ok) throw new Error(`/sandbox/bridge.js answers ${bridge.status}`);
  await page.evaluateOnNewDocument(await bridge.text());
  return { page, errors };
}
