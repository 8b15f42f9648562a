import { cut } from "./cut";

/**
 * What an order is of, in the same words wherever a buyer reads it: 玫瑰石榴石, 玫瑰石榴石 × 2, 玫瑰石榴石等 3 件.
 * @param most how many characters it may have: the number matters more than the end of a long name
 */
export function goodsText(items: readonly { name: string; quantity: number }[], most: number): string {
  const count = items.reduce((sum, { quantity }) => sum + quantity, 0);
  const several = items.length > 1 ? `等 ${count} 件` : ` × ${count}`;
  const rest = count > 1 ? several : "";
  return cut(items[0]?.name ?? "宝石", most - rest.length) + rest;
}
