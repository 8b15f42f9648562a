import { beijingTime } from "../../wechat/time";

/** WeChat's bills are of days in Beijing, which has no summer time. */

const beijingOffsetMs = 8 * 60 * 60_000;
const dayMs = 24 * 60 * 60_000;

/** The day in Beijing that a moment lies in, such as 2026-01-31. */
export const dayOf = (at: Date): string => beijingTime(at).replace(/^(\d{4})(\d\d)(\d\d).*$/, "$1-$2-$3");

/** When a day in Beijing begins. */
export const startOfDay = (day: string): Date => new Date(Date.parse(`${day}T00:00:00Z`) - beijingOffsetMs);

/** The day that lies `days` after another; before it for a number below zero. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** When WeChat has a day's bill: about ten o'clock on the next. (WeChat Pay v2, download bill) */
export const billReadyAt = (day: string): Date =>
  new Date(startOfDay(day).getTime() + dayMs + 10 * 60 * 60_000);
