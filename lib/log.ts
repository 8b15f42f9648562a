type Fields = Record<string, unknown>;
type Level = "info" | "warn" | "error";

const describe = (value: unknown): unknown =>
  value instanceof Error ? { name: value.name, message: value.message } : value;

function write(level: Level, event: string, fields: Fields = {}): void {
  const described = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, describe(value)]),
  );
  const line = JSON.stringify({ level, event, time: new Date().toISOString(), ...described });
  (level === "info" ? console.log : console.error)(line);
}

/** One JSON line for each event. Callers name what happened and give ids, never secrets, tokens or whole bodies. */
export const log = {
  info: (event: string, fields?: Fields) => write("info", event, fields),
  warn: (event: string, fields?: Fields) => write("warn", event, fields),
  error: (event: string, fields?: Fields) => write("error", event, fields),
};
