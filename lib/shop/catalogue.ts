import type { Product } from "@/generated/prisma/sqlite/client";
import { db } from "../db";
import { isId } from "./ids";

export type Availability = "in_stock" | "last_ones" | "sold_out";
export const shelves = ["all", "new"] as const;
export type Shelf = (typeof shelves)[number];

/** A product as lists show it. `price` is in fen. */
export type ProductCard = {
  id: string;
  name: string;
  english: string;
  line: string;
  price: number;
  stock: number;
  availability: Availability;
  image: string;
  hue: number;
  isNew: boolean;
};

export type ProductPage = ProductCard & {
  story: string[];
  carat: string;
  origin: string;
  cut: string;
  hardness: string;
  size: string;
};

const lastOnes = 3;

/** What the shop says of a stock. */
export function availability(stock: number): Availability {
  if (stock <= 0) return "sold_out";
  return stock <= lastOnes ? "last_ones" : "in_stock";
}

/** Where a product's picture is. */
export const imageOf = (productId: string) => `/stones/${productId}.svg`;

export function toCard(product: Product): ProductCard {
  const { id, name, english, line, price, stock, hue, isNew } = product;
  return {
    id,
    name,
    english,
    line,
    price,
    stock,
    availability: availability(stock),
    image: imageOf(id),
    hue,
    isNew,
  };
}

/** A shelf's products, in the catalogue's order. */
export async function listProducts(shelf: Shelf): Promise<ProductCard[]> {
  const where = shelf === "new" ? { isNew: true } : {};
  return (await db().product.findMany({ where, orderBy: { position: "asc" } })).map(toCard);
}

/** A product with its story and facts, or null. */
export async function findProduct(id: string): Promise<ProductPage | null> {
  const product = isId(id) ? await db().product.findUnique({ where: { id } }) : null;
  if (!product) return null;
  const { carat, origin, cut, hardness, size, story } = product;
  return { ...toCard(product), story: story.split(/\n\n+/), carat, origin, cut, hardness, size };
}
