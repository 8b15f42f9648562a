import { afterEach, expect, it } from "vitest";
import { Prisma } from "@/lib/db";
import { withRows } from "@/lib/sql-rows";
import { changeSettings } from "../support/settings";

const columns = { id: "TEXT", carat: "INTEGER", at: "TIMESTAMP(3)" } as const;
const at = new Date("2026-11-22T12:30:00Z");
const rows = [
  { id: "opal", carat: 3, at },
  { id: "garnet", carat: null, at },
  { id: "citrine", carat: 1, at },
];
const written = (url: string) => {
  undo = changeSettings({ DATABASE_URL: url });
  const { text, values } = Prisma.sql`${withRows("stone", "id", columns, rows)} SELECT 1 FROM stone`;
  return { text, values };
};
let undo = () => {};
afterEach(() => undo());

it("SQLite takes the values as they are, in the order of the key", () => {
  const { text, values } = written("file:./a.db");
  expect(text).toBe(
    "WITH stone(id, carat, at) AS (VALUES ($1,$2,$3),($4,$5,$6),($7,$8,$9)) SELECT 1 FROM stone",
  );
  expect(values).toEqual(["citrine", 1, at, "garnet", null, at, "opal", 3, at]);
});

it("PostgreSQL is told their types, and nothing of a value stands in the statement", () => {
  const { text, values } = written("postgresql://postgres@127.0.0.1/shop");
  const tuple = (first: number) =>
    `(CAST($${first} AS TEXT),CAST($${first + 1} AS INTEGER),CAST($${first + 2} AS TIMESTAMP(3)))`;
  expect(text).toBe(
    `WITH stone(id, carat, at) AS (VALUES ${[1, 4, 7].map(tuple).join()}) SELECT 1 FROM stone`,
  );
  expect(values).toEqual(["citrine", 1, at, "garnet", null, at, "opal", 3, at]);
});

it("the rows that were given keep their order", () => {
  written("file:./a.db");
  expect(rows.map(({ id }) => id)).toEqual(["opal", "garnet", "citrine"]);
});
