import { merchantBalance } from "./books/merchant";
import { type AccessState, readAccess } from "./cgi-bin/access-state";
import { type ChatOverview, chatOverview } from "./chat/overview";
import { clockState } from "./clock";
import { type FaultState, listFaults } from "./faults";
import { lastCallId } from "./ledger";
import { type OrderState, type PayoutState, readOrders, readPayouts } from "./money-state";
import { type PersonId, type PersonState, people, readPeople } from "./people";
import { type WaitingRedPack, waitingRedPacks } from "./red-pack-view";

/** What the console shows beside the ledger. Money in fen, times as ISO 8601. */
export interface ConsoleState {
  clock: { offsetMs: number; now: string };
  people: PersonState[];
  holder: PersonId;
  /** Red packs that wait to be opened, for each person by itself; newest first. */
  waiting: WaitingRedPack[];
  faults: FaultState[];
  access: AccessState;
  /** What the merchant has. */
  balance: number;
  /** Newest first. */
  orders: OrderState[];
  /** Red packs and transfers, newest first. */
  payouts: PayoutState[];
  /** The chats with the official account. */
  chat: ChatOverview;
  lastCallId: number;
}

const everybody = people.map(({ id }) => id);

/** Everything but the ledger's entries. */
export async function readState(holder: PersonId): Promise<ConsoleState> {
  const [persons, waiting, faults, access, balance, orders, payouts, chat, lastCall] = await Promise.all([
    readPeople(),
    waitingRedPacks(everybody),
    listFaults(),
    readAccess(),
    merchantBalance(),
    readOrders(),
    readPayouts(),
    chatOverview(),
    lastCallId(),
  ]);
  const clock = clockState();
  return {
    clock,
    people: persons,
    holder,
    waiting,
    faults,
    access,
    balance,
    orders,
    payouts,
    chat,
    lastCallId: lastCall,
  };
}
