// A process that answers the account's messages as a server does. A line of its input is a JSON array of deliveries: it
// says "ready"; at "go" it answers all of them at once, and prints the answers and how many messages it handled itself.
// Its robot is named by argv[2]: "slow" takes a while, "note" notes each text in the person's session, "die" is killed
// while it handles a message.
import { createInterface } from "node:readline";
import { z } from "zod";
import { db, disconnect } from "@/lib/db";
import { answerMessage } from "@/lib/robot/endpoint";
import { createRobot } from "@/lib/wechat/robot/robot";
import type { Robot } from "@/lib/wechat/robot/types";

const deliveries = z.array(z.object({ url: z.string(), body: z.string() }));
let handled = 0;

/** As many questions to the database as it takes for the other process to come across the same message. */
async function takeAWhile(): Promise<void> {
  for (let count = 0; count < 10; count += 1) await db().robotMessage.count();
}

function robotThat(does: string | undefined): Robot {
  return createRobot().text(async ({ Content }, { session }) => {
    handled += 1;
    if (does === "die") {
      process.kill(process.pid, "SIGKILL");
      await new Promise(() => {});
    }
    if (does === "note") session[Content] = process.pid;
    else await takeAWhile();
    return `${Content}: handled by ${process.pid}`;
  });
}

const robot = robotThat(process.argv[2]);

async function answer({ url, body }: z.infer<typeof deliveries>[number]) {
  const response = await answerMessage(new Request(url, { method: "POST", body }), robot);
  return { status: response.status, body: await response.text() };
}

async function main(): Promise<void> {
  let given: z.infer<typeof deliveries> = [];
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === "go") {
      const answers = await Promise.all(given.map(answer));
      process.stdout.write(`${JSON.stringify({ answers, handled })}\n`);
    } else {
      given = deliveries.parse(JSON.parse(line));
      // Connected before it counts, so that both processes meet.
      await db().robotMessage.count();
      process.stdout.write("ready\n");
    }
  }
  await disconnect();
}

main();
