import type { Level, Mode, Placed } from "./finding";

const marks: Readonly<Record<Level, string>> = { ok: "✓", warn: "!", bad: "✗", off: "–" };

/** Whether nothing is bad. */
export const isSound = (findings: readonly Placed[]): boolean =>
  findings.every(({ level }) => level !== "bad");

/** Findings quote what others answered: here that becomes one line without control characters, of bearable length. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line.length > 400 ? `${line.slice(0, 399)}…` : line;
}

/** Findings whose texts are single lines and hold none of `secrets`, whoever put them there. */
export function fitForPrint(findings: readonly Placed[], secrets: readonly string[]): Placed[] {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  const clean = (text: string) =>
    oneLine(longestFirst.reduce((rest, secret) => rest.replaceAll(secret, "…"), text));
  return findings.map(({ mend, zh, ...finding }) => ({
    ...finding,
    what: clean(finding.what),
    ...(mend !== undefined && { mend: clean(mend) }),
    ...(zh !== undefined && { zh: clean(zh) }),
  }));
}

const secretName = /(SECRET|_KEY|TOKEN|PASSWORD)$/;

/** What must never be printed: every secret of the environment, and the passwords inside its addresses. */
export function secretsOf(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    const text = value?.trim() ?? "";
    if (text === "") return [];
    if (/^(DATABASE_URL|WECHAT_GATEWAY_URL)$/.test(name)) return passwordOf(text);
    const parts = name === "SESSION_SECRET" ? text.split(",").map((part) => part.trim()) : [text];
    // Shorter ones are no secrets yet, and blotting them out would blot out words.
    return secretName.test(name) ? parts.filter((part) => part.length >= 8) : [];
  });
}

function passwordOf(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const { password } = new URL(address);
  return password === "" ? [] : [...new Set([password, decoded(password)])];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;

function summary(findings: readonly Placed[]): string {
  const of = (level: Level) => findings.filter((finding) => finding.level === level).length;
  if (of("bad") + of("warn") === 0) return "All is well.";
  const wrong = of("bad") > 0 ? `${of("bad")} wrong` : "Nothing wrong";
  return of("warn") > 0 ? `${wrong}, ${count(of("warn"), "warning", "warnings")}.` : `${wrong}.`;
}

/** The report for people: a line for each finding, and indented ones for how to mend it. */
export function asText(mode: Mode, findings: readonly Placed[]): string {
  const width = Math.max(...findings.map(({ area }) => area.length), 0);
  const lines = findings.flatMap(({ area, level, what, mend, zh }, index) => {
    const title = findings[index - 1]?.area === area ? "" : area;
    const ways = [mend, zh].filter((way) => way !== undefined);
    return [
      `  ${title.padEnd(width)}  ${marks[level]} ${what}`,
      ...ways.map((way) => `  ${" ".repeat(width)}    → ${way}`),
    ];
  });
  const command = mode === "production" ? "npm start" : "npm run dev";
  const other = mode === "production" ? "" : " (as `npm start` does: npm run doctor -- --production)";
  return [`Looking at things as \`${command}\` does${other}`, "", ...lines, "", summary(findings)].join("\n");
}

/** The report for programs. */
export const asJson = (mode: Mode, findings: readonly Placed[]): string =>
  JSON.stringify({ ok: isSound(findings), mode, findings }, null, 2);
