const beijingOffsetMs = 8 * 60 * 60 * 1000;

/** A moment as a clock in China shows it, whatever the server's zone: `2026-11-22 09:30`. */
const beijing = (at: Date) =>
  new Date(at.getTime() + beijingOffsetMs).toISOString().slice(0, 16).replace("T", " ");

/** A moment of the shop's, to the minute; `day` leaves the time out. */
export function Time({ at, day = false }: { at: Date; day?: boolean }) {
  return <time dateTime={at.toISOString()}>{day ? beijing(at).slice(0, 10) : beijing(at)}</time>;
}
