import { beijing } from "@/app/sandbox/_console/format";
import type { ChatLine } from "@/lib/sandbox/chat/types";
import type { RedPackMessage } from "@/lib/sandbox/red-pack-view";

/** What stands in a chat: a line of its book, or a red pack, which WeChat Pay keeps. */
export type Item =
  | { key: string; at: string; line: ChatLine; pack?: never }
  | { key: string; at: string; pack: RedPackMessage; line?: never };

/** How many lines stand before a red pack: all up to the last that is not younger. */
function linesBefore(lines: readonly ChatLine[], at: string): number {
  let count = lines.length;
  while (count > 0 && Date.parse(lines[count - 1]?.at ?? "") > Date.parse(at)) count -= 1;
  return count;
}

/**
 * Lines as the book has them, which is not by their time: the sandbox's clock may have been put back. Red packs, which
 * are in another book, stand among them by their time.
 */
export function timeline(lines: readonly ChatLine[], packs: readonly RedPackMessage[]): Item[] {
  const items = lines.map((line, index) => ({
    place: index,
    item: { key: `line-${line.id}`, at: line.at, line } as Item,
  }));
  const oldestFirst = [...packs].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const among = oldestFirst.map((pack) => ({
    // Between two lines: half a place behind the one before.
    place: linesBefore(lines, pack.at) - 0.5,
    item: { key: `pack-${pack.id}`, at: pack.at, pack } as Item,
  }));
  return [...items, ...among].sort((a, b) => a.place - b.place).map(({ item }) => item);
}

const silence = 5 * 60_000;

/** Whether the time stands above what came at `at`: the first of all has it, and what follows a silence or a moved clock. */
export const showsTime = (at: string, before: string | undefined): boolean =>
  before === undefined || Math.abs(Date.parse(at) - Date.parse(before)) >= silence;

const day = 86_400_000;
const weekdays = ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"];

/** Days since some day long ago, as Beijing counts them. */
const dayNumber = (at: Date): number => Math.floor((at.getTime() + 8 * 3_600_000) / day);

/** A time as WeChat writes it between messages: shorter the nearer it is. */
export function chatTime(iso: string, nowMs: number): string {
  const at = new Date(iso);
  const { date, time } = beijing(at);
  const clock = time.slice(0, 5);
  const today = new Date(nowMs);
  const ago = dayNumber(today) - dayNumber(at);
  if (ago === 0) return clock;
  if (ago === 1) return `昨天 ${clock}`;
  if (ago > 1 && ago < 7) return `${weekdays[(dayNumber(at) + 4) % 7]} ${clock}`;
  const [year, month, dayOfMonth] = date.split("-").map(Number);
  const thisYear = beijing(today).date.startsWith(`${year}-`);
  return `${thisYear ? "" : `${year}年`}${month}月${dayOfMonth}日 ${clock}`;
}
