import { cookies } from "next/headers";
import { listCalls } from "@/lib/sandbox/ledger";
import { holderCookie, holderOf } from "@/lib/sandbox/people";
import { readState } from "@/lib/sandbox/state";
import { Console } from "./_console/console";
import { oneParam, requireSandbox, type SearchParams, titled } from "./_wechat/request";
import "./console.css";
import "./console-columns.css";
import "./people.css";
import "./phone.css";
import "./arrivals.css";
import "./faults.css";
import "./access.css";
import "./robot.css";
import "./payments.css";
import "./ledger.css";
import "./why.css";

export const generateMetadata = titled("沙箱 · 本地的微信");

/** Only paths of this site open in the phone. */
const path = (text: string) => (/^\/(?![/\\])/.test(text) ? text : "/");

/** The console: everybody who takes part, the phone, and the ledger. `?open=` names what the phone shows first. */
export default async function ConsolePage({ searchParams }: { searchParams: SearchParams }) {
  await requireSandbox();
  const cookie = (await cookies()).get(holderCookie)?.value;
  const [state, calls, open] = await Promise.all([
    readState(holderOf(cookie)),
    listCalls(),
    oneParam(searchParams, "open"),
  ]);
  return <Console state={state} calls={calls} start={path(open)} handedOver={cookie !== undefined} />;
}
