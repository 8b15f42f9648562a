import { z } from "zod";

/** The most that one line of a cart may hold. */
export const maxQuantity = 99;

/** A quantity as a form sends it: a whole number from 1 to 99, and nothing that merely looks like one. */
export const quantitySchema = z
  .string()
  .regex(/^[1-9]\d{0,9}$/, "数量应是 1 到 99 的整数")
  .transform(Number)
  .pipe(z.number().max(maxQuantity, `每件宝石一次最多买 ${maxQuantity} 件`));
