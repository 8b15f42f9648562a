/** WeChat Pay v2 writes moments as 14 digits of Beijing time (UTC+8, no summer time), whatever the server's zone. */

const beijingOffsetMs = 8 * 60 * 60 * 1000;

/**
 * A moment as `yyyyMMddHHmmss` in Beijing; milliseconds are dropped.
 * @throws RangeError for an invalid date or a year that has not four digits
 */
export function beijingTime(date: Date): string {
  const iso = new Date(date.getTime() + beijingOffsetMs).toISOString();
  if (iso.length !== 24) throw new RangeError("The year must have four digits");
  return iso.slice(0, 19).replace(/[-T:]/g, "");
}

/**
 * The moment that `yyyyMMddHHmmss` names in Beijing.
 * @throws RangeError when the text is not 14 digits or names no real moment (month 13, 30 February, 24:00)
 */
export function parseBeijingTime(text: string): Date {
  const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (digits === null) throw new RangeError("A Beijing time has 14 digits");
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = digits.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second) - beijingOffsetMs);
  // Date.UTC rolls impossible dates over; the way back shows it.
  if (beijingTime(date) !== text) throw new RangeError("No such Beijing time");
  return date;
}
