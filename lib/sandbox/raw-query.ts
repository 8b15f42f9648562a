/** A query as it stands in the address: WeChat looks at the order of its parameters. */

export interface RawParam {
  readonly name: string;
  readonly value: string;
}

/** The parameters in their order, decoded; `+` is a blank. Malformed escapes stay as they are. */
export function rawParams(query: string | URLSearchParams): RawParam[] {
  const params = typeof query === "string" ? new URLSearchParams(query.replace(/^[?]/, "")) : query;
  return [...params].map(([name, value]) => ({ name, value }));
}

/** The first value under a name. */
export function firstValue(params: readonly RawParam[], name: string): string | undefined {
  return params.find((param) => param.name === name)?.value;
}

/**
 * Which of the names stands in the wrong place, or null when all that are there come in this order with no other
 * parameter between them.
 */
export function misplaced(params: readonly RawParam[], order: readonly string[]): string | null {
  const expected = order.filter((name) => firstValue(params, name) !== undefined);
  const index = expected.findIndex((name, position) => params[position]?.name !== name);
  return index < 0 ? null : (params[index]?.name ?? null);
}

/** The address with more parameters: after `?` or `&`, and before a fragment. */
export function withParams(address: string, params: Readonly<Record<string, string | null>>): string {
  const [page = "", ...fragment] = address.split("#");
  const pairs = Object.entries(params).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  const glue = !page.includes("?") ? "?" : /[?&]$/.test(page) ? "" : "&";
  const query = pairs.length > 0 ? `${glue}${pairs.join("&")}` : "";
  return `${page}${query}${fragment.length > 0 ? `#${fragment.join("#")}` : ""}`;
}
