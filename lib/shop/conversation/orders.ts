import { now } from "../../clock";
import { db } from "../../db";
import { goodsText } from "../goods-text";
import { formatFen } from "../money";
import { orderState, stateLabel } from "../orders/states";
import { customerOf, link, loginFirst } from "./customer";

/** How many orders an answer tells of. */
const most = 3;
/** Characters that tell what an order is of: the answer has to stay below 2048 bytes. */
const longestGoods = 24;

type Row = {
  id: string;
  state: string;
  total: number;
  expiresAt: Date;
  items: { name: string; quantity: number }[];
};

/** As the shop's pages show it: housekeeping may come a minute after the time to pay is over. */
function shownState({ state, expiresAt }: Row): string {
  const known = orderState(state);
  return stateLabel[known === "pending" && expiresAt <= now() ? "expired" : known];
}

const lineOf = (order: Row): string =>
  `${shownState(order)} · ${formatFen(order.total)}\n${goodsText(order.items, longestGoods)} ${link(`/orders/${order.id}`, "查看订单")}`;

/** The last orders of the person with this openid: state, sum and a link to each. */
export async function lastOrders(openid: string): Promise<string> {
  const customer = await customerOf(openid);
  if (!customer) return loginFirst("/orders", "自己的订单");
  const orders = await db().order.findMany({
    where: { userId: customer.id },
    select: {
      id: true,
      state: true,
      total: true,
      expiresAt: true,
      items: { select: { name: true, quantity: true } },
    },
    orderBy: { placedAt: "desc" },
    take: most + 1,
  });
  if (orders.length === 0) return `您还没有订单。${link("/", "去逛逛")}，或发送「选宝石」让我帮您挑一颗。`;
  const shown = orders.slice(0, most).map(lineOf).join("\n\n");
  const more = orders.length > most ? `\n\n${link("/orders", "全部订单")}` : "";
  return `您最近的订单：\n\n${shown}${more}`;
}
