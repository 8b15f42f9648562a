/** Pages that have an outline of their own. */
export type OutlineKind = "home" | "cart" | "orders" | "order" | "me" | "checkout";

const rows: Record<OutlineKind, string[]> = {
  home: ["hero", "pair", "pair", "pair"],
  cart: ["title", "line", "line", "line"],
  orders: ["tabs", "card", "card", "card", "card"],
  order: ["head", "delivery", "line", "sums", "line"],
  me: ["person", "vip", "places", "cell"],
  checkout: ["title", "fields", "line", "sums"],
};

/** The shape of a page that is on its way, in its true sizes. */
export function Outline({ kind }: { kind: OutlineKind }) {
  return (
    <div className="outline" role="status" aria-label="正在打开">
      {rows[kind].map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows never change places
        <div key={index} className={`outline__row outline__row_${row}`} />
      ))}
    </div>
  );
}
