/** A page's query, as Next hands it in. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** The value of a parameter that should be there once; of several the first. */
export const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;
