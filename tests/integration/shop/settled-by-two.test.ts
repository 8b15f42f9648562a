import { describe, expect, it } from "vitest";
import { z } from "zod";
import { startChild } from "@/tests/support/children";
import { notificationOf } from "@/tests/support/notification";
import { booksOf, paidOnce, preparedOrders, usersWithWrongGems } from "@/tests/support/paid-orders";
import { freshWorld, makeUser, setStock } from "@/tests/support/world";

const report = z.object({ statuses: z.array(z.number()), settled: z.number() });

describe("two processes that get the same notifications at once", () => {
  it("settle each payment once between them", async () => {
    await freshWorld();
    await setStock("garnet", 100);
    const [one, other] = [await makeUser("lin"), await makeUser("chen")];
    const orders = [...(await preparedOrders(20, one.id)), ...(await preparedOrders(10, other.id))];
    const bodies = await Promise.all(orders.map(notificationOf));
    const acknowledged = orders.map(() => 200);
    // The other way round, so that they meet on the way.
    const lists = [bodies, bodies.toReversed()];
    const children = lists.map(() => startChild("tests/support/notified-process.ts"));
    try {
      for (const [index, child] of children.entries()) child.send(JSON.stringify(lists[index]));
      for (const child of children) expect(await child.line()).toBe("ready");
      for (const child of children) child.send("go");
      const reports = await Promise.all(
        children.map(async (child) => report.parse(JSON.parse(await child.line()))),
      );
      for (const { statuses } of reports) expect(statuses).toEqual(acknowledged);
      expect(reports.reduce((sum, { settled }) => sum + settled, 0)).toBe(30);
    } finally {
      for (const child of children) await child.end();
    }
    expect(await booksOf(orders)).toEqual(orders.map(() => paidOnce));
    expect(await usersWithWrongGems()).toEqual([]);
  });
});
