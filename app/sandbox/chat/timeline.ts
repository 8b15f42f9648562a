import { beijing } from "@/app/sandbox/_console/format";
import type { ChatLine } from "@/lib/sandbox/chat/types";
import type { RedPackMessage } from "@/lib/sandbox/red-pack-view";

/** What stands in a chat: a line of its book, or a red pack, which WeChat Pay keeps. */
export type Item =
  | { key: string; at: string; line: ChatLine; pack?: never }
  | { key: string; at: string; pack: RedPackMessage; line?: never };

/** Lines and red packs in one row by their time, oldest first. Of one moment, lines keep their order and come first. */
export function timeline(lines: readonly ChatLine[], packs: readonly RedPackMessage[]): Item[] {
  const items: Item[] = [
    ...lines.map((line): Item => ({ key: `line-${line.id}`, at: line.at, line })),
    ...packs.map((pack): Item => ({ key: `pack-${pack.id}`, at: pack.at, pack })),
  ];
  return items.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

const silence = 5 * 60_000;

/** Whether the time stands above what came at `at`: the first of all has it, and whatever follows a silence. */
export const showsTime = (at: string, before: string | undefined): boolean =>
  before === undefined || Date.parse(at) - Date.parse(before) >= silence;

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
