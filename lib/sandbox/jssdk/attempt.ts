/** One value of the signature, as a mistaken program may have had it. */
export interface Variant {
  /** A stable name of the mistake, such as `url-encoded`. */
  mistake: string;
  /** What is wrong and what to do, without a full stop. */
  text: string;
  value: string;
}

/** One way to get the signature wrong, carried out. */
export interface Attempt {
  mistake: string;
  text: string;
  /** The text that was hashed. */
  signed: string;
  field?: string;
}

/** Only values that differ from the right one and from each other; the first of equal ones counts. */
export function distinct(variants: Iterable<Variant>, right: string): Variant[] {
  const seen = new Set([right]);
  const kept: Variant[] = [];
  for (const variant of variants) {
    if (seen.has(variant.value)) continue;
    seen.add(variant.value);
    kept.push(variant);
  }
  return kept;
}
