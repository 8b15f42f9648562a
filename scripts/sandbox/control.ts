import { z } from "zod";
import { merchantBalance, setMerchantBalance } from "@/lib/sandbox/books/merchant";
import { advanceClock, clockState, doDue, resetClock } from "@/lib/sandbox/clock";
import { faultNames, listFaults, setFault } from "@/lib/sandbox/faults";
import { type Handler, json, jsonPost, refusal } from "@/lib/sandbox/gate";
import { createCode } from "@/lib/sandbox/grants";
import { listCalls, readCall } from "@/lib/sandbox/ledger";
import { changeKeyState } from "@/lib/sandbox/pay-v3/keys";
import { probeRate, setProbeRate } from "@/lib/sandbox/pay-v3/probes";
import { setTransferLimit, transferLimit } from "@/lib/sandbox/pay-v3/transfer-rules";
import { changePerson, type PersonId, people } from "@/lib/sandbox/people";
import { readState } from "@/lib/sandbox/state";
import { act } from "./people-act";

/** What the console does, as JSON: for a sandbox without a face. Amounts in fen, times in seconds. */

const personIds = people.map(({ id }) => id) as [PersonId, ...PersonId[]];
const person = z.enum(personIds).default("lin");
const fen = z.number().int().min(0).max(100_000_000_000);
const number = z.string().min(1).max(64);

const post = <T>(schema: z.ZodType<T>, work: (input: T) => Promise<object | string>): Handler<unknown> =>
  jsonPost(schema, async (input) => {
    const result = await work(input);
    // What WeChat does by itself follows at once, so that a test need not wait for the worker.
    await doDue();
    return typeof result === "string" ? refusal(422, result) : json({ ok: true, ...result });
  });

const posts: Readonly<Record<string, Handler<unknown>>> = {
  pay: post(
    z.object({
      out_trade_no: number,
      person,
      action: z.enum(["pay", "cancel", "fail"]).default("pay"),
    }),
    act.pay,
  ),
  "open-red-pack": post(z.object({ mch_billno: number, person }), act.openRedPack),
  "confirm-transfer": post(z.object({ out_bill_no: number, person }), act.confirmTransfer),
  forge: post(
    z.object({
      out_trade_no: number.optional(),
      out_refund_no: number.optional(),
      out_bill_no: number.optional(),
      kind: z.string(),
    }),
    act.forge,
  ),
  clock: post(
    z.union([
      z.object({
        advanceSeconds: z
          .number()
          .int()
          .min(0)
          .max(366 * 86_400),
      }),
      z.object({ reset: z.literal(true) }),
    ]),
    async (move) => {
      if ("reset" in move) await resetClock();
      else await advanceClock(move.advanceSeconds);
      return { clock: clockState() };
    },
  ),
  faults: post(
    z.object({ name: z.enum(faultNames), on: z.boolean(), sticky: z.boolean().default(false) }),
    async ({ name, on, sticky }) => {
      await setFault(name, on, sticky);
      return { faults: (await listFaults()).filter((fault) => fault.on) };
    },
  ),
  merchant: post(
    z.object({ balance: fen.optional(), transferLimit: fen.optional() }),
    async ({ balance, transferLimit: limit }) => {
      if (balance !== undefined) await setMerchantBalance(balance);
      if (limit !== undefined) await setTransferLimit(limit);
      return { balance: await merchantBalance(), transferLimit: await transferLimit() };
    },
  ),
  person: post(
    z.object({ person, follows: z.boolean().optional(), wallet: fen.optional() }),
    async ({ person: id, ...change }) => ({ person: await changePerson(id, change) }),
  ),
  keys: post(
    z.object({
      mode: z.enum(["public_key", "certificate"]).optional(),
      served: z.enum(["first", "second", "both"]).optional(),
      signing: z.enum(["first", "second"]).optional(),
      signtestEvery: z.number().int().min(0).optional(),
    }),
    async ({ signtestEvery, ...change }) => {
      if (signtestEvery !== undefined) await setProbeRate(signtestEvery);
      const given = Object.entries(change).filter(([, value]) => value !== undefined);
      return { keys: await changeKeyState(Object.fromEntries(given)), signtestEvery: await probeRate() };
    },
  ),
  code: post(
    z.object({ appid: z.string(), scope: z.string().default("snsapi_userinfo"), person }),
    async ({ appid, scope, person: personId }) => ({ code: await createCode({ appid, scope, personId }) }),
  ),
};

async function read(name: string, request: Request): Promise<Response | null> {
  const after = Number(new URL(request.url).searchParams.get("after") ?? 0);
  if (name === "state") return json(await readState("lin"));
  if (name === "faults") return json(await listFaults());
  if (name === "calls") return json(await listCalls(Number.isInteger(after) ? after : 0));
  const id = /^calls\/(\d{1,9})$/.exec(name)?.[1];
  if (id === undefined) return null;
  const call = await readCall(Number(id));
  return call ? json(call) : refusal(404, "台账里没有这一条：只保留最近 500 条");
}

/** Answers an address under /sandbox/api; null when there is none. */
export async function answerControl(pathname: string, request: Request): Promise<Response | null> {
  const name = pathname.slice("/sandbox/api/".length);
  if (request.method === "GET") return read(name, request);
  const handler = Object.hasOwn(posts, name) ? posts[name] : undefined;
  if (!handler) return null;
  return request.method === "POST" ? handler(request, undefined) : refusal(405, "这个地址不接受这种方法");
}
