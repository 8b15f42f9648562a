import { openRedPack } from "./books/red-packs";
import { record } from "./ledger";
import { type PersonId, personById } from "./people";
import { lookAtRedPack, type RedPackView } from "./red-pack-view";

export type RedPackOpening = { ok: true; pack: RedPackView } | { ok: false; message: string };

/** This person opens it: the money goes into their wallet, once. */
export async function openRedPackOnPhone(id: number, person: PersonId): Promise<RedPackOpening> {
  const opened = await openRedPack(id, person);
  const pack = await lookAtRedPack(id, person);
  const name = personById(person)?.nickname ?? person;
  const took = opened.ok ? `${name}拆开红包，得到 ${(opened.amount / 100).toFixed(2)} 元` : opened.message;
  await record({
    direction: "page",
    method: "OPEN",
    address: "微信红包",
    request: JSON.stringify({ id, person }, null, 2),
    answer: JSON.stringify(opened, null, 2),
    httpStatus: 200,
    outcome: took,
    ok: opened.ok,
    durationMs: 0,
  });
  // Who was too late sees who was not.
  if (pack) return { ok: true, pack };
  return { ok: false, message: opened.ok ? "红包不见了" : opened.message };
}
