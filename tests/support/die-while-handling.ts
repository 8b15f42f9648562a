// A process that gets a payment notification on standard input and dies while it handles it, as in a power cut:
// "inside" the transaction, with everything written and nothing committed, or "after" it, with no answer given.
import { text } from "node:stream/consumers";
import { paymentHandlers } from "@/lib/handlers/payment";
import type { PaymentHandlers } from "@/lib/shop/payments/handlers";
import { answerPaymentNotification } from "@/lib/shop/payments/notification";

const die = () => process.kill(process.pid, "SIGKILL");

const handlers: PaymentHandlers = {
  async shop(res, type) {
    await paymentHandlers.shop?.(res, type);
    if (process.argv[2] === "inside") {
      die();
      // The signal ends the process while it waits here: nothing can be committed any more.
      await new Promise(() => {});
    }
  },
};

async function main(): Promise<void> {
  const body = await text(process.stdin);
  const request = new Request("http://localhost:3000/wxpay/shop/callback", { method: "POST", body });
  await answerPaymentNotification(request, "shop", handlers);
  die();
}

main();
