// A process that answers payment notifications as a server does. It gets them as a JSON array on standard input and
// says "ready"; at "go" it handles all of them at once, and prints how it answered and how many it settled itself.
import { createInterface } from "node:readline";
import { db, disconnect } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { answerPaymentNotification } from "@/lib/shop/payments/notification";

let settled = 0;
// Standard output is for the answers: the log's lines are only counted.
console.log = (line: string) => {
  if (line.includes('"payment.settled"')) settled += 1;
};
const say = (text: string) => process.stdout.write(`${text}\n`);

async function deliver(body: string): Promise<number> {
  const request = new Request("http://localhost:3000/wxpay/shop/callback", { method: "POST", body });
  return (await answerPaymentNotification(request, "shop", paymentHandlers)).status;
}

async function main(): Promise<void> {
  let bodies: string[] = [];
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === "go") {
      const statuses = await Promise.all(bodies.map(deliver));
      say(JSON.stringify({ statuses, settled }));
    } else {
      bodies = JSON.parse(line);
      // Connected before it counts, so that both processes meet.
      await db().payment.count();
      say("ready");
    }
  }
  await disconnect();
}

main();
