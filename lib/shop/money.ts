/** Money is integer fen everywhere; only here does it become text. */

export type MoneyParts = { sign: "" | "-"; yuan: string; fen: string };

/**
 * Splits an amount in fen into what is written large (yuan, grouped by thousands) and small (two digits of fen).
 * @throws RangeError for anything but a safe integer: a fraction of a fen is a mistake upstream
 */
export function splitFen(amount: number): MoneyParts {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`Not an amount in fen: ${amount}`);
  const digits = String(Math.abs(amount)).padStart(3, "0");
  return {
    sign: amount < 0 ? "-" : "",
    yuan: digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ","),
    fen: digits.slice(-2),
  };
}

/** An amount in fen as text, such as `¥1,280.00`. */
export function formatFen(amount: number): string {
  const { sign, yuan, fen } = splitFen(amount);
  return `${sign}¥${yuan}.${fen}`;
}
