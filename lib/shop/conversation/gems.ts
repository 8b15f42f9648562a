import { customerOf, link, loginFirst } from "./customer";

/** The gem balance of the person with this openid. */
export async function gemBalance(openid: string): Promise<string> {
  const customer = await customerOf(openid);
  if (!customer) return loginFirst("/me/gems", "自己的宝石余额");
  // Below zero when an order was refunded whose gems had been cashed in.
  if (customer.gems <= 0)
    return `您现在有 ${customer.gems} 颗宝石。每消费 1 元得 1 颗，${link("/", "去逛逛")}。`;
  return `您现在有 ${customer.gems} 颗宝石，${link("/me/gems", "查看明细或兑换红包")}。`;
}
