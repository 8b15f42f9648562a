/**
 * Whether a text can be one of our ids: product, order or payment. Addresses hold anything, and PostgreSQL answers
 * some of it (a NUL) with an error instead of with nothing.
 */
export const isId = (text: string): boolean => /^[\w|*-]{1,64}$/.test(text);
