import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/lib/db";
import { placeOrder } from "@/lib/shop/orders/place";
import { freshDatabase } from "../support/database";
import { makeUser, shipping } from "../support/world";

let url: string;
const seed = (...options: string[]) => prepare(url, "--seed", ...options);

function prepare(databaseUrl: string, ...options: string[]): string {
  return execFileSync(process.execPath, ["scripts/database/prepare.mjs", ...options], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    encoding: "utf8",
    stdio: "pipe",
  });
}

const find = (id: string) => db().product.findUnique({ where: { id } });

beforeEach(async () => {
  url = await freshDatabase();
});

test("texts are renewed and what is missing is added; price and stock stay, unless prices are asked for", async () => {
  await db().product.update({ where: { id: "moonstone" }, data: { price: 1, stock: 3, name: "旧名" } });
  await db().product.delete({ where: { id: "garnet" } });
  seed();
  expect(await find("moonstone")).toMatchObject({ price: 1, stock: 3, name: "月光石" });
  expect(await find("garnet")).not.toBeNull();
  seed("--prices");
  expect(await find("moonstone")).toMatchObject({ price: 29_900, stock: 3 });
});

test("what the file does not have goes when that is asked for; what was ordered is sold out", async () => {
  const { id: _, ...old } = await db().product.findUniqueOrThrow({ where: { id: "garnet" } });
  await db().product.createMany({ data: ["old-a", "old-b"].map((id) => ({ ...old, id, stock: 9 })) });
  const user = await makeUser();
  await placeOrder(user.id, [{ productId: "old-b", quantity: 1 }], shipping, { fromCart: false });
  await db().cart.create({
    data: { userId: user.id, items: { create: { productId: "old-a", quantity: 1 } } },
  });
  seed();
  expect(await find("old-a")).toMatchObject({ stock: 9 });
  expect(seed("--only")).toContain("1 deleted, 1 sold out");
  expect(await find("old-a")).toBeNull();
  expect(await find("old-b")).toMatchObject({ stock: 0 });
  expect(await find("garnet")).toMatchObject({ stock: old.stock });
});

test("an option that is not known stops it", () => {
  expect(() => seed("--price")).toThrow("--price");
});

test("a file that is not there yet is named: a mistyped path looks like a lost database", () => {
  const folder = mkdtempSync(join(tmpdir(), "moonstone-new-"));
  const file = join(folder, "deeper", "shop.db");
  expect(prepare(`file:${file}`)).toContain(`there is no ${file} yet`);
  expect(prepare(`file:${file}`)).not.toContain("there is no");
  rmSync(folder, { recursive: true, force: true });
});
