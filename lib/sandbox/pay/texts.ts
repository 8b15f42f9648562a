import { beijingTime } from "@/lib/wechat/time";

/** How v2 writes moments beside its 14 digits: `2016-07-25 15:26:26` in Beijing. */
export const beijingText = (at: Date): string =>
  beijingTime(at).replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, "$1-$2-$3 $4:$5:$6");

/** Fen as yuan with two decimals. */
export const yuan = (fen: number): string => (fen / 100).toFixed(2);
