/** Pages that have an outline of their own. */
export type OutlineKind = "cart" | "orders" | "order" | "me" | "checkout";

const rows: Record<OutlineKind, string[]> = {
  cart: ["line", "line", "line"],
  orders: ["tabs", "card", "card", "card"],
  order: ["head", "cell", "line", "line", "cell"],
  me: ["person", "vip", "cell", "cell"],
  checkout: ["cell", "cell", "cell", "cell", "line"],
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
