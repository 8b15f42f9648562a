import { beforeEach, expect, it } from "vitest";
import { now } from "@/lib/clock";
import { db } from "@/lib/db";
import { advanceClock } from "@/lib/sandbox/clock";
import { anyOrder, ordersPage } from "@/lib/shop/admin/orders";
import { overview } from "@/lib/shop/admin/overview";
import { shipOrder } from "@/lib/shop/orders/ship";
import { declineRefund, grantRefund } from "@/lib/shop/refunds/decide";
import { refundAsOperator } from "@/lib/shop/refunds/operator";
import { requestRefund } from "@/lib/shop/refunds/request";
import { paidOrder, paidVip } from "@/tests/support/refunds";
import { freshWorld, makeUser, setStock } from "@/tests/support/world";

const reason = "不喜欢";
const parcel = { carrier: "顺丰速运", trackingNo: "SF12345" };
const first = async () => (await overview()).waiting.orders.map(({ id }) => id);

let userId: string;

beforeEach(async () => {
  await freshWorld();
  userId = (await makeUser()).id;
  await setStock("garnet", 30);
});

/** An order of a minute later than the one before. */
async function nextOrder(): Promise<string> {
  await advanceClock(60);
  return paidOrder(userId, [{ productId: "garnet", quantity: 2 }]);
}

/** The same of somebody else's. */
async function nextOrderOf(buyer: string): Promise<string> {
  const { id } = await db().order.update({ where: { id: await nextOrder() }, data: { userId: buyer } });
  return id;
}

it("names no order whose parcel may not leave, and counts it apart", async () => {
  const asked = await nextOrder();
  const going = await nextOrder();
  const partly = await nextOrder();
  const free = await nextOrder();
  const outRefundNo = await requestRefund(userId, asked, { items: "all", reason });
  await refundAsOperator("op", going, { what: "all", reason });
  await refundAsOperator("op", partly, { what: { amount: 1 }, reason });
  expect(await overview()).toMatchObject({ toShip: 2, held: 2 });
  expect(await first()).toEqual([partly, free]);
  for (const id of [asked, going]) await expect(shipOrder(id, parcel)).rejects.toThrow();

  await declineRefund("op", outRefundNo, { answer: "已经刻字" });
  expect(await first()).toEqual([asked, partly, free]);
  for (const id of [asked, partly, free]) await shipOrder(id, parcel);
  expect(await overview()).toMatchObject({ toShip: 0, held: 1 });
});

it("leaves out an order whose request was granted, before the money has arrived", async () => {
  const id = await nextOrder();
  await grantRefund("op", await requestRefund(userId, id, { items: "all", reason }));
  expect(await first()).toEqual([]);
});

it("names the orders of members first, as long as the membership runs", async () => {
  const older = await nextOrder();
  const others = (await makeUser("chen")).id;
  const ofOther = await nextOrderOf(others);
  expect(await first()).toEqual([older, ofOther]);
  await db().user.update({
    where: { id: others },
    data: { vipUntil: new Date(now().getTime() + 3_600_000) },
  });
  const { waiting } = await overview();
  expect(waiting.orders).toMatchObject([
    { id: ofOther, member: true },
    { id: older, member: false },
  ]);
  const { rows } = await ordersPage({ filter: "paid", text: "", page: 1 });
  expect(rows).toMatchObject([
    { id: older, member: false },
    { id: ofOther, member: true },
  ]);
  expect(await anyOrder(ofOther)).toMatchObject({ member: true });

  await advanceClock(3600);
  expect(await first()).toEqual([older, ofOther]);
  expect(await anyOrder(ofOther)).toMatchObject({ member: false });
});

it("names the order of whoever has just paid for the membership first", async () => {
  const others = (await makeUser("chen")).id;
  const older = await nextOrderOf(others);
  const mine = await nextOrder();
  await paidVip(userId);
  expect(await first()).toEqual([mine, older]);
});
