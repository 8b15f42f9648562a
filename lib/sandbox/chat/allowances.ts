import { now } from "@/lib/clock";
import { type Tx, transaction } from "@/lib/db";
import { secondsFromNow } from "../grants";
import { ensurePeople, type PersonId } from "../people";

/** What gives an account the right to send customer-service messages, and how many. (Customer-service messages, limits) */

export type AllowanceCause = "message" | "menu" | "follow" | "scan" | "pay";

const twoDays = 48 * 3600;

interface Rule {
  seconds: number;
  /** Null for any number. */
  count: number | null;
}

/** For how long each kind of interaction allows how many messages. */
export const allowanceRules: Readonly<Record<AllowanceCause, Rule>> = {
  message: { seconds: twoDays, count: 5 },
  menu: { seconds: 60, count: 3 },
  follow: { seconds: 60, count: 3 },
  scan: { seconds: 60, count: 3 },
  pay: { seconds: twoDays, count: null },
};

/** Whoever changes a person's allowances holds that person's row: the database lets the others wait. */
const holdPerson = (tx: Tx, id: PersonId) =>
  tx.sandboxPerson.updateMany({ where: { id }, data: { wallet: { increment: 0 } } });

/** Opens the window of a cause, or opens it anew: what was left of its last one does not add up. */
export async function grantAllowance(personId: PersonId, cause: AllowanceCause): Promise<void> {
  await ensurePeople();
  const { seconds, count } = allowanceRules[cause];
  await transaction(async (tx) => {
    await holdPerson(tx, personId);
    await tx.sandboxAllowance.deleteMany({
      where: { personId, OR: [{ cause }, { expiresAt: { lte: now() } }] },
    });
    const data = { personId, cause, at: now(), expiresAt: secondsFromNow(seconds), left: count };
    await tx.sandboxAllowance.create({ data });
  });
}

/**
 * Takes one message off the window that ends first and has one left.
 * @returns `closed` when no window is open or the person does not follow; `used_up` when all that are open are empty
 */
export async function spendAllowance(personId: PersonId): Promise<"spent" | "closed" | "used_up"> {
  await ensurePeople();
  return transaction(async (tx) => {
    await holdPerson(tx, personId);
    const person = await tx.sandboxPerson.findUnique({ where: { id: personId }, select: { follows: true } });
    const open = await tx.sandboxAllowance.findMany({
      where: { personId, expiresAt: { gt: now() } },
      orderBy: [{ expiresAt: "asc" }, { id: "asc" }],
    });
    if (!person?.follows || open.length === 0) return "closed";
    const chosen = open.find(({ left }) => left === null || left > 0);
    if (!chosen) return "used_up";
    if (chosen.left !== null) {
      await tx.sandboxAllowance.update({ where: { id: chosen.id }, data: { left: { decrement: 1 } } });
    }
    return "spent";
  });
}

/** Who leaves the account takes back every right to be written to. */
export async function endAllowances(tx: Tx, personId: PersonId): Promise<void> {
  await tx.sandboxAllowance.deleteMany({ where: { personId } });
}
