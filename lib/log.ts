type Fields = Record<string, unknown>;
type Level = "info" | "warn" | "error";

/** What brought an error about: `fetch failed` says nothing by itself. Name and code only, as far as it goes down. */
function causeOf({ cause }: Error, depth = 3): unknown {
  if (!(cause instanceof Error) || depth === 0) return undefined;
  const code = "code" in cause ? cause.code : undefined;
  return { name: cause.name, code, cause: causeOf(cause, depth - 1) };
}

/** An error as the log has it: what went wrong, what usually mends it, what brought it about, and where it was thrown. */
function inLog(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack } = value;
  const code = "code" in value ? value.code : undefined;
  const hint = "hint" in value ? value.hint : undefined;
  const hintZh = "hintZh" in value ? value.hintZh : undefined;
  const frames = stack?.split("\n").filter((line) => /^\s+at /.test(line));
  const at = frames?.slice(0, 5).map((line) => line.trim());
  return { name, message, code, hint, hintZh, cause: causeOf(value), at };
}

function write(level: Level, event: string, fields: Fields = {}): void {
  const described = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, inLog(value)]));
  const line = JSON.stringify({ level, event, time: new Date().toISOString(), ...described });
  (level === "info" ? console.log : console.error)(line);
}

/** One JSON line for each event. Callers name what happened and give ids, never secrets, tokens or whole bodies. */
export const log = {
  info: (event: string, fields?: Fields) => write("info", event, fields),
  warn: (event: string, fields?: Fields) => write("warn", event, fields),
  error: (event: string, fields?: Fields) => write("error", event, fields),
};
