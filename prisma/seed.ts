// npm run db:seed: puts the products of seed/products.ts into the database. A product that is there already gets
// the texts again; its price and stock, which the shop has changed since, stay.
//   --prices   the prices too, as they stand in the file
//   --only     what is not in the file goes: deleted, or, where somebody has ordered it, sold out
import { db, disconnect, transaction } from "@/lib/db";
import { products, type SeedProduct } from "./seed/products";

const wants = (option: string) => process.argv.includes(option);

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

async function put(product: SeedProduct): Promise<void> {
  const { id, price, stock } = product;
  const texts = textsOf(product);
  const update = wants("--prices") ? { ...texts, price } : texts;
  await db().product.upsert({ where: { id }, create: { id, price, stock, ...texts }, update });
}

/** Takes what the file does not have off the shelf. An order goes on showing what was bought. */
const takeOthersAway = () =>
  transaction(async (tx) => {
    const others = { id: { notIn: products.map(({ id }) => id) } };
    await tx.product.updateMany({ where: others, data: { stock: 0 } });
    const unsold = { ...others, orderItems: { none: {} } };
    await tx.cartItem.deleteMany({ where: { product: unsold } });
    const { count } = await tx.product.deleteMany({ where: unsold });
    return { deleted: count, soldOut: await tx.product.count({ where: others }) };
  });

for (const product of products) await put(product);
console.log(`Products seeded: ${products.length}`);
if (wants("--only")) {
  const { deleted, soldOut } = await takeOthersAway();
  console.log(`Not in the file: ${deleted} deleted, ${soldOut} sold out as they were ordered before`);
}
await disconnect();
