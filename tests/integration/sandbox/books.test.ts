import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import { db } from "@/lib/db";
import { openRedPack } from "@/lib/sandbox/books/red-packs";
import { advanceClock, resetClock } from "@/lib/sandbox/clock";
import { type FaultName, setFault } from "@/lib/sandbox/faults";
import { finishSheet } from "@/lib/sandbox/pay-sheet";
import { openidOf, type PersonId } from "@/lib/sandbox/people";
import { nonceStr, sign } from "@/lib/wechat/sign";
import { buildXml } from "@/lib/wechat/xml";
import { allMoney, refund } from "./money-support";
import { freshSandbox, mp, pay, placeOrder, postRaw, postSigned } from "./support";

beforeEach(freshSandbox);

type Command =
  | { do: "order"; number: number; fee: number; native: boolean }
  | { do: "pay"; number: number; payer: PersonId }
  | { do: "close"; number: number }
  | { do: "refund"; number: number; refund: number; fee: number }
  | { do: "pack"; number: number; amount: number; group: boolean }
  | { do: "open"; number: number; person: PersonId }
  | { do: "transfer"; number: number; amount: number }
  | { do: "fault"; name: FaultName }
  | { do: "wait"; seconds: number };

const number = fc.integer({ min: 1, max: 3 });
const person = fc.constantFrom<PersonId>("lin", "chen", "guest");
const amount = fc.integer({ min: 90, max: 20_100 });
const faultNames: FaultName[] = [
  "pay_systemerror_after",
  "pay_no_answer",
  "pay_half_after",
  "refund_slow",
  "refund_abnormal",
  "refund_closed",
  "payout_failed",
  "payout_processing",
  "payout_risk",
  "user_cancels",
];

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    do: fc.constant("order" as const),
    number,
    fee: fc.constantFrom(100, 8800),
    native: fc.boolean(),
  }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant("pay" as const), number, payer: person }) },
  fc.record({ do: fc.constant("close" as const), number }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("refund" as const),
      number,
      refund: number,
      fee: fc.constantFrom(1, 60, 100, 5000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("pack" as const), number, amount, group: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("open" as const), number, person }) },
  fc.record({ do: fc.constant("transfer" as const), number, amount }),
  fc.record({ do: fc.constant("fault" as const), name: fc.constantFrom(...faultNames) }),
  fc.record({ do: fc.constant("wait" as const), seconds: fc.constantFrom(1, 3, 60, 700, 90_000) }),
);

const orderNumber = (index: number): string => `T2026010100000${index}`;
// Nobody listens: a call whose connection breaks off is the caller's trouble, not the books'.
const unheard = (work: Promise<unknown>) => work.catch(() => undefined);

const payout = (path: string, fields: Record<string, string | number>) => {
  const all = { nonce_str: nonceStr(32), ...fields };
  const body = buildXml({ ...all, sign: sign(all, pay.key, "MD5") });
  return unheard(postRaw(`/mmpaymkttransfers${path}`, body));
};

const packFields = {
  mch_id: pay.mchid,
  wxappid: mp.appid,
  send_name: "月光宝石",
  re_openid: openidOf(mp.appid, "lin"),
  wishing: "多谢",
  act_name: "兑换",
  remark: "兑换",
};

function sendPack(index: number, total_amount: number, group: boolean) {
  const fields = { ...packFields, mch_billno: `B${index}`, total_amount };
  if (group) return payout("/sendgroupredpack", { ...fields, total_num: 3, amt_type: "ALL_RAND" });
  return payout("/sendredpack", { ...fields, total_num: 1, client_ip: "127.0.0.1" });
}

async function run(step: Command): Promise<unknown> {
  switch (step.do) {
    case "order": {
      const native = { trade_type: "NATIVE", product_id: "1", openid: undefined };
      const changes = { out_trade_no: orderNumber(step.number), total_fee: step.fee };
      return unheard(placeOrder({ ...changes, ...(step.native ? native : {}) }));
    }
    case "pay": {
      const order = await db().sandboxOrder.findFirst({ where: { outTradeNo: orderNumber(step.number) } });
      return order && finishSheet({ prepayId: order.prepayId, action: "pay" }, step.payer);
    }
    case "close":
      return unheard(postSigned("/pay/closeorder", { out_trade_no: orderNumber(step.number) }));
    case "refund": {
      const order = await db().sandboxOrder.findFirst({ where: { outTradeNo: orderNumber(step.number) } });
      const numbers = { out_trade_no: orderNumber(step.number), out_refund_no: `R${step.refund}` };
      return unheard(refund({ ...numbers, total_fee: order?.totalFee ?? 100, refund_fee: step.fee }));
    }
    case "pack":
      return sendPack(step.number, step.amount, step.group);
    case "open":
      return openNumbered(`B${step.number}`, step.person);
    case "transfer": {
      const own = { mch_appid: mp.appid, mchid: pay.mchid, partner_trade_no: `P${step.number}` };
      const rest = { openid: openidOf(mp.appid, "chen"), check_name: "NO_CHECK", desc: "兑换" };
      return payout("/promotion/transfers", { ...own, ...rest, amount: step.amount });
    }
    case "fault":
      return setFault(step.name, true);
    case "wait":
      return advanceClock(step.seconds);
  }
}

async function openNumbered(mchBillno: string, opener: PersonId): Promise<unknown> {
  const pack = await db().sandboxRedPack.findFirst({ where: { mchBillno } });
  return pack && openRedPack(pack.id, opener);
}

/** Nothing has happened yet; what the people and the merchant have stays as it is. */
async function emptyBooks(): Promise<void> {
  await resetClock();
  await db().sandboxOrder.deleteMany();
  await db().sandboxRedPack.deleteMany();
  await db().sandboxTransfer.deleteMany();
  await db().sandboxSetting.deleteMany();
}

/** What an order says of its refunds is what its refunds say. */
async function checkRefunds(): Promise<void> {
  const orders = await db().sandboxOrder.findMany({ include: { refunds: true } });
  for (const { refunded, totalFee, refunds } of orders) {
    const open = refunds.filter(({ status }) => status !== "CLOSED");
    expect(refunded).toBe(open.reduce((sum, row) => sum + row.amount, 0));
    expect(refunded).toBeLessThanOrEqual(totalFee);
  }
}

it("no money is made or lost, whatever happens in whatever order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), async (steps) => {
      await emptyBooks();
      const before = await allMoney();
      for (const step of steps) {
        await run(step);
        expect(await allMoney()).toBe(before);
      }
      // What was asked for at the same time, twice.
      await Promise.all([...steps, ...steps].filter(({ do: what }) => what !== "wait").map(run));
      expect(await allMoney()).toBe(before);
      await advanceClock(2 * 24 * 3600);
      expect(await allMoney()).toBe(before);
      await checkRefunds();
    }),
    { numRuns: 8 },
  );
}, 180_000);
