const kinds: Readonly<Record<string, string>> = {
  missing_here: "微信有，我们没有",
  missing_there: "我们有，微信没有",
  amount: "金额不同",
  state: "状态不同",
};

type DifferenceProps = { kind: string; what: string; number: string; ours: string; theirs: string };

/** Something that a day's bill and our books tell differently. */
export function Difference({ kind, what, number, ours, theirs }: DifferenceProps) {
  return (
    <p className="trouble">
      {what === "refund" ? "退款" : "付款"} {number}：{kinds[kind] ?? kind}
      {ours || theirs ? `（我们：${ours || "无"}；微信：${theirs || "无"}）` : ""}
    </p>
  );
}
