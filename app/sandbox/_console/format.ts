const dayAndTime = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

const parts = (at: Date) => {
  const found = Object.fromEntries(dayAndTime.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    date: `${found.year}-${found.month}-${found.day}`,
    time: `${found.hour}:${found.minute}:${found.second}`,
  };
};

/** Beijing time, as WeChat's machines count it. */
export const beijing = parts;
export const timeOfDay = (iso: string): string => parts(new Date(iso)).time;

/** Fen as ¥ with two digits. */
export const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`;

const units: [number, string][] = [
  [86_400, "天"],
  [3_600, "小时"],
  [60, "分"],
  [1, "秒"],
];

/** Seconds in words, the two largest units: 2 小时 30 分. */
export function span(seconds: number): string {
  let rest = Math.round(Math.abs(seconds));
  const words = units.flatMap(([size, name]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? [`${count} ${name}`] : [];
  });
  return words.slice(0, 2).join(" ") || "0 秒";
}

/** How long until `iso` on the sandbox's clock. */
export function until(iso: string, nowMs: number): string {
  const seconds = (new Date(iso).getTime() - nowMs) / 1000;
  return seconds <= 0 ? "马上" : `${span(seconds)}后`;
}
