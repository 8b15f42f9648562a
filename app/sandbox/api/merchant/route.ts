import { z } from "zod";
import { merchantBalance, setMerchantBalance } from "@/lib/sandbox/books/merchant";
import { json, jsonPost, route } from "@/lib/sandbox/gate";

/** Fen. */
const order = z.object({ balance: z.number().int().min(0).max(100_000_000_000) });

/** Fills or empties the merchant's account, from which refunds, red packs and transfers are paid. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(order, async ({ balance }) => {
    await setMerchantBalance(balance);
    return json({ ok: true, balance: await merchantBalance() });
  }),
});
