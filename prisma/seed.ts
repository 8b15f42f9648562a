// npm run db:seed: puts the products of seed/products.ts into the database. A product that is there already gets
// the texts again; its price and stock, which the shop has changed since, stay.
import { db, disconnect } from "@/lib/db";
import { products, type SeedProduct } from "./seed/products";

const textsOf = ({ name, english, line, story, facts, hue, position, isNew }: SeedProduct) => ({
  name,
  english,
  line,
  story,
  ...facts,
  hue,
  position,
  isNew,
});

for (const product of products) {
  const { id, price, stock } = product;
  const texts = textsOf(product);
  await db().product.upsert({ where: { id }, create: { id, price, stock, ...texts }, update: texts });
}
await disconnect();
console.log(`Products seeded: ${products.length}`);
