import { formatFen } from "@/lib/shop/money";

const kinds: Readonly<Record<string, string>> = {
  missing_here: "微信有，我们没有",
  missing_there: "我们有，微信没有",
  amount: "金额不同",
  state: "状态不同",
};

/** States of payments and refunds, ours and WeChat's. */
const states: Readonly<Record<string, string>> = {
  created: "未付",
  paid: "已付",
  requested: "待处理",
  declined: "已拒绝",
  withdrawn: "买家撤销",
  granted: "待微信受理",
  processing: "退款途中",
  success: "已到账",
  abnormal: "退款异常",
  closed: "已关闭",
  SUCCESS: "成功",
  REFUND: "退款",
};

type DifferenceProps = { kind: string; what: string; number: string; ours: string; theirs: string };

/** What one side says: an amount in fen, a state, or nothing. */
function said(kind: string, text: string): string {
  if (text === "") return "无";
  if (kind === "state") return states[text] ?? text;
  return /^-?\d{1,15}$/.test(text) ? formatFen(Number(text)) : text;
}

/** Something that a day's bill and our books tell differently. */
export function Difference({ kind, what, number, ours, theirs }: DifferenceProps) {
  return (
    <p className="trouble">
      {what === "refund" ? "退款" : "付款"} {number}：{kinds[kind] ?? kind}
      {ours || theirs ? `（我们：${said(kind, ours)}；微信：${said(kind, theirs)}）` : ""}
    </p>
  );
}
