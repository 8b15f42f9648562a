// npx tsx scripts/readme-pictures.mjs http://localhost:3000: takes the README's pictures of a shop that runs there in
// its sandbox. Chinese fonts have to be installed (Debian: fonts-noto-cjk). Run it again when pages have changed.
import { writeFileSync } from "node:fs";
import { chromium } from "@playwright/test";
// Comes with Next.
import sharp from "sharp";
import { openChat, say, startTalking } from "../tests/e2e/support/chat.ts";
import { chromiumOptions } from "../tests/e2e/support/chromium.ts";
import { newDesktopContext, newWechatContext } from "../tests/e2e/support/phone.ts";
import { fillAddress, orderNow, payInSheet } from "../tests/e2e/support/shopping.ts";

const url = process.argv[2];
if (!url)
  throw new Error("Where does the shop run? npx tsx scripts/readme-pictures.mjs http://localhost:3000");

const target = "docs/images";
/** The width of one phone and the gap between two, in pixels. */
const phoneWidth = 368;
const gap = 10;
const night = "#0a0a1f";

/** A palette makes the files a third as large. */
const write = async (name, image) =>
  writeFileSync(`${target}/${name}`, await image.png({ palette: true, quality: 92, effort: 10 }).toBuffer());

const taken = (page) => page.screenshot({ animations: "disabled" });

async function sideBySide(pictures) {
  const phones = await Promise.all(pictures.map((picture) => sharp(picture).resize(phoneWidth).toBuffer()));
  const { height = 0 } = await sharp(phones[0]).metadata();
  const width = phones.length * (phoneWidth + gap) + gap;
  const ground = sharp({ create: { width, height: height + 2 * gap, channels: 3, background: night } });
  const places = phones.map((input, at) => ({ input, top: gap, left: gap + at * (phoneWidth + gap) }));
  return sharp(await ground.composite(places).png().toBuffer());
}

/** Catalogue, product, payment, and what the official account says of it. */
async function phonesOf(browser) {
  const page = await (await newWechatContext(browser, { url, colorScheme: "dark" })).newPage();
  await startTalking(page);
  await page.goto("/");
  const pictures = [await taken(page)];
  await page.goto("/products/moonstone");
  pictures.push(await taken(page));
  await orderNow(page, "moonstone");
  await page.getByTestId("pay").click();
  await page.getByTestId("sandbox-pay-confirm").waitFor();
  pictures.push(await taken(page));
  await page.reload();
  await payInSheet(page);
  await openChat(page);
  await page.getByTestId("chat-template").first().waitFor();
  await say(page, "推荐");
  await page.getByText("三个小问题").waitFor();
  pictures.push(await taken(page));
  return pictures;
}

/** The console, with a payment in its phone. */
async function consoleOf(browser) {
  const context = await newDesktopContext(browser, { url });
  const page = await context.newPage();
  await page.setViewportSize({ width: 1440, height: 1000 });
  await page.goto("/sandbox");
  const phone = page.frameLocator('iframe[name="phone"]');
  await phone.getByText("月光石").first().waitFor();
  await page.getByTestId("sandbox-phone-address").fill("/products/amethyst");
  await page.getByTestId("sandbox-phone-address").press("Enter");
  await phone.getByRole("link", { name: "立即购买" }).click();
  await fillAddress(phone);
  await phone.getByRole("button", { name: "提交订单" }).click();
  await phone.getByTestId("pay").click();
  await phone.getByTestId("sandbox-pay-confirm").waitFor();
  return taken(page);
}

const browser = await chromium.launch(await chromiumOptions());
await write("shop.png", await sideBySide(await phonesOf(browser)));
await write("sandbox.png", sharp(await consoleOf(browser)).resize(1280));
await browser.close();
