/** A page of a long list, for the operator's tables. */
export type Paged<T> = {
  rows: T[];
  /** Of all pages. */
  total: number;
  /** From 1. */
  page: number;
  pages: number;
};

const pageSize = 20;
/** Further down nobody looks: whoever wants an older one searches for it. */
const lastPage = 5_000;

/** The page that an address asks for; anything but a number is the first. */
export function pageNumber(text: string | undefined): number {
  const page = /^\d{1,6}$/.test(text ?? "") ? Number(text) : 1;
  return Math.min(Math.max(page, 1), lastPage);
}

/**
 * Reads one page of a list.
 * @param count how many there are
 * @param read the rows from `skip` on, `take` of them
 */
export async function paged<T>(
  page: number,
  count: () => Promise<number>,
  read: (range: { skip: number; take: number }) => Promise<T[]>,
): Promise<Paged<T>> {
  const range = { skip: (page - 1) * pageSize, take: pageSize };
  const [total, rows] = await Promise.all([count(), read(range)]);
  return { rows, total, page, pages: Math.max(1, Math.ceil(total / pageSize)) };
}
