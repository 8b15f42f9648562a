import { badIn, type Finding, type Mode, ok, warn } from "./finding";

const make = "Set it to the output of `openssl rand -hex 32`";
const textbook =
  /example|change.?(me|this|it)|secret|password|placeholder|random|replace|0123456789|9876543210|abcdefgh|qwerty/i;

/** Whether the whole text is a shorter one again and again; the last time may be cut off. */
const repeats = (text: string): boolean =>
  Array.from({ length: Math.floor(text.length / 2) }, (_, index) => text.slice(0, index + 1)).some(
    (part) => part.repeat(Math.ceil(text.length / part.length)).slice(0, text.length) === text,
  );

/** Why a secret can be guessed; null when it looks random. */
export function weakness(secret: string): string | null {
  // Sixteen kinds are all that hexadecimal has; 32 random digits of it have 14 on average, and hardly ever 8.
  if (new Set(secret).size < 8) return "consists of few different characters";
  if (repeats(secret) || /(.)\1{7}/s.test(secret)) return "repeats itself";
  return textbook.test(secret) ? "looks like an example's text" : null;
}

/**
 * Whether the cookies' and the cron's secrets can be guessed.
 * @param env of which SESSION_SECRET and CRON_SECRET are read
 */
export function checkSecrets(env: NodeJS.ProcessEnv, mode: Mode): Finding[] {
  const session = env.SESSION_SECRET?.trim();
  if (!session) {
    const what = "SESSION_SECRET is not set: every restart logs everybody out";
    return [warn(what, "The first `npm run dev` makes one, in .env.local"), ...checkCron(env, mode)];
  }
  const secrets = session.split(",").map((part) => part.trim());
  const findings = secrets.flatMap((secret, index) => {
    const why = weakness(secret);
    const which = secrets.length > 1 ? ` (the ${index + 1}. of ${secrets.length})` : "";
    if (why === null) return [];
    return [badIn(mode, `SESSION_SECRET${which} ${why}: whoever guesses it can be anybody`, make)];
  });
  const several = secrets.length > 1 ? ` (${secrets.length} of them, the newest first)` : "";
  const sound = ok(`SESSION_SECRET looks random${several}`);
  return [...(findings.length > 0 ? findings : [sound]), ...checkCron(env, mode)];
}

function checkCron(env: NodeJS.ProcessEnv, mode: Mode): Finding[] {
  const secret = env.CRON_SECRET?.trim();
  if (!secret) return [];
  const why = weakness(secret);
  return [why === null ? ok("CRON_SECRET looks random") : badIn(mode, `CRON_SECRET ${why}`, make)];
}
