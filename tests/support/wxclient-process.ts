// A process that uses the account as a server does: it says "ready", and at "go" on standard input asks for tokens and
// tickets, argv[2] of each at once. It says "asked" when these have found out who fetches, prints what it got as JSON, and
// ends at the end of its input.
import { createInterface } from "node:readline";
import { disconnect } from "@/lib/db";
import { store } from "@/lib/store";
import { wxclient } from "@/lib/weixin";

const requests = Number(process.argv[2]);

async function ask(): Promise<{ given: string[]; failed: string[] }> {
  const asked = Array.from({ length: requests }, () => [wxclient().accessToken(), wxclient().jsapiTicket()]);
  const settled = Promise.allSettled(asked.flat());
  // As many questions to the database as it takes to see that a lease is held, and more.
  for (let i = 0; i < 10; i++) await store().get("nothing");
  console.log("asked");
  const results = await settled;
  return {
    given: results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])),
    failed: results.flatMap((result) => (result.status === "rejected" ? [String(result.reason)] : [])),
  };
}

async function main(): Promise<void> {
  // Connected before it counts, so that the requests of all processes meet.
  await store().get("nothing");
  console.log("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === "go") console.log(JSON.stringify(await ask()));
  }
  await disconnect();
}

main();
