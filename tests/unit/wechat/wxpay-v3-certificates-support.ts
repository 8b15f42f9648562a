import { MemoryStore, type StateStore } from "@/lib/wechat";
import { fakeClock } from "./support";
import {
  certificatesAnswer,
  first,
  june,
  notice,
  order,
  type Reply,
  type Signer,
  transaction,
  v3Merchant,
} from "./wxpay-v3-support";

/** A store as another process sees it: the same entries, nothing in memory. */
const seenByAnother = (store: StateStore): StateStore => ({
  put: (...args) => store.put(...args),
  get: (...args) => store.get(...args),
  take: (...args) => store.take(...args),
  compareAndSet: (...args) => store.compareAndSet(...args),
});

/** WeChat as it stands: which certificates it hands out, and which one it signs with. */
export interface World {
  certificates: Reply;
  signer: Signer;
}
export const handedOut = (...certificates: (typeof first)[]): Reply => ({
  body: certificatesAnswer(certificates),
  signer: first,
});

export function world(start: Partial<World> = {}, mode: "public key" | "certificates" = "certificates") {
  const state: World = { certificates: handedOut(first), signer: first, ...start };
  const clock = fakeClock(june);
  const store = new MemoryStore(clock.now);
  let downloads = 0;
  const process = (change: (store: StateStore) => StateStore = (same) => same) =>
    v3Merchant(
      (call) => {
        if (call.path !== "/v3/certificates") return { body: transaction, signer: state.signer };
        downloads += 1;
        return state.certificates;
      },
      { mode, clock, store: change(seenByAnother(store)) },
    );
  return { state, clock, store, process, downloads: () => downloads };
}
export type Process = ReturnType<ReturnType<typeof world>["process"]>;

export const query = ({ wxpay }: Process) => wxpay.orderQuery({ out_trade_no: order.out_trade_no });
/** Why a notice that this signer signed was refused. */
export const heard = ({ wxpay, clock }: Process, signer: Signer) =>
  wxpay.parseNotification(notice("TRANSACTION.SUCCESS", transaction, clock.now(), { signer })).then(
    () => "accepted",
    (error: unknown) => (error instanceof Error && "reason" in error ? error.reason : error),
  );
