import { z } from "zod";
import { answerOperatorForm } from "@/lib/http/operator";
import { makeProductCode } from "@/lib/shop/product-codes";

const fields = z.object({ productId: z.string({ error: "没有这件宝石" }).max(64, "没有这件宝石") });

/** Makes a product's QR code. */
export const POST = (request: Request) =>
  answerOperatorForm(request, { fields, back: "/admin/account" }, async ({ productId }) => {
    await makeProductCode(productId);
    return `/admin/account#code-${productId}`;
  });
