// A process that gets payment notifications on standard input, one in each line, and dies while it handles them, as in
// a power cut: "inside" the transaction, with everything written and nothing committed, or "after" it, with no answer
// given.
import { text } from "node:stream/consumers";
import { paymentHandlers } from "@/lib/handlers/payment";
import { type PaymentHandlers, sideBySide } from "@/lib/shop/payments/handlers";
import { answerPaymentNotification } from "@/lib/shop/payments/notification";

const die = () => process.kill(process.pid, "SIGKILL");

const handlers: PaymentHandlers = {
  // As the shop's own, so that the orders of a transaction are written by the same statements.
  shop: sideBySide(async (res, type) => {
    await paymentHandlers.shop?.(res, type);
    if (process.argv[2] === "inside") {
      die();
      // The signal ends the process while it waits here: nothing can be committed any more.
      await new Promise(() => {});
    }
  }),
};

async function handle(body: string): Promise<void> {
  const request = new Request("http://localhost:3000/wxpay/shop/callback", { method: "POST", body });
  await answerPaymentNotification(request, "shop", handlers);
}

async function main(): Promise<void> {
  await Promise.all((await text(process.stdin)).split("\n").map(handle));
  die();
}

main();
