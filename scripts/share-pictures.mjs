// npx tsx scripts/share-pictures.mjs: draws what WeChat needs as PNG or JPG from the SVGs of public/, since it shows
// no SVG. Run it again when a stone is added or redrawn; the pictures are kept in the repository.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { chromium } from "@playwright/test";
// Comes with Next.
import sharp from "sharp";
import { chromiumOptions } from "../tests/e2e/support/chromium.ts";

const target = "public/share";
/** The picture on a share card, in pixels. */
const cardSize = 300;
/** What WeChat's viewer opens: as wide as a phone's screen at two pixels each. */
const largeSize = 750;

const picture = (file) => `data:image/svg+xml;base64,${readFileSync(file).toString("base64")}`;

/** The shop's own card: its mark on its night sky. */
const shopCard =
  `<div style="width:100vw;height:100vh;display:flex;align-items:center;justify-content:center;` +
  `background:#1a1b45 url(${picture("public/brand/night-sky.svg")}) center/cover">` +
  `<img width="58%" src="${picture("public/brand/logo-dark.svg")}"></div>`;

async function draw(page, html, size, colorScheme) {
  await page.setViewportSize({ width: size, height: size });
  await page.emulateMedia({ colorScheme });
  await page.setContent(`<style>body{margin:0}img{display:block}</style>${html}`, { waitUntil: "load" });
  return page.screenshot({ type: "png" });
}

/** A palette makes the file a third as large; nobody sees it at this size. */
const card = async (page, html) =>
  sharp(await draw(page, html, cardSize, "light"))
    .png({ palette: true, quality: 90, effort: 10 })
    .toBuffer();

const large = async (page, html, colorScheme) =>
  sharp(await draw(page, html, largeSize, colorScheme))
    .jpeg({ quality: 80, mozjpeg: true })
    .toBuffer();

const browser = await chromium.launch(await chromiumOptions());
const page = await browser.newPage();
writeFileSync(`${target}/shop.png`, await card(page, shopCard));
for (const file of readdirSync("public/stones")) {
  const id = file.replace(/\.svg$/, "");
  const html = `<img width="100%" src="${picture(`public/stones/${file}`)}">`;
  writeFileSync(`${target}/${id}.png`, await card(page, html));
  writeFileSync(`${target}/${id}-day.jpg`, await large(page, html, "light"));
  writeFileSync(`${target}/${id}-night.jpg`, await large(page, html, "dark"));
}
await browser.close();
