import { cashInState } from "@/lib/shop/cash-in/rules";
import type { NoticeState } from "@/lib/shop/notices/queries";
import { type OrderState, stateLabel } from "@/lib/shop/orders/states";
import { refundState } from "@/lib/shop/refunds/states";
import { cashInLabel } from "../../(shop)/_components/cash-in-words";

/** What a state asks of the operator: a deed, patience, nothing, or a look. */
type Tone = "wait" | "move" | "good" | "bad" | "still" | "star";

export const Chip = ({ tone, children }: { tone: Tone; children: React.ReactNode }) => (
  <span className={`chip chip_${tone}`}>{children}</span>
);

/** On what is a member's: it goes first, in a gift box. */
export const MemberChip = () => <Chip tone="star">会员</Chip>;

const orderTones: Record<OrderState, Tone> = {
  pending: "still",
  paid: "wait",
  shipped: "move",
  completed: "good",
  cancelled: "still",
  expired: "still",
  refund_due: "bad",
  refunded: "still",
};

export const OrderChip = ({ state }: { state: OrderState }) => (
  <Chip tone={orderTones[state]}>{stateLabel[state]}</Chip>
);

const refundChips = {
  requested: ["wait", "待处理"],
  declined: ["still", "已拒绝"],
  withdrawn: ["still", "买家撤销"],
  granted: ["move", "待微信受理"],
  processing: ["move", "退款途中"],
  success: ["good", "已到账"],
  abnormal: ["bad", "退款异常"],
  closed: ["bad", "退款关闭"],
} as const;

export function RefundChip({ state }: { state: string }) {
  const [tone, label] = refundChips[refundState(state)];
  return <Chip tone={tone}>{label}</Chip>;
}

const transferTones = {
  created: "move",
  waiting: "move",
  success: "good",
  failed: "bad",
  returned: "still",
} as const;

export function TransferChip({ state }: { state: string }) {
  const known = cashInState(state);
  return <Chip tone={transferTones[known]}>{cashInLabel[known]}</Chip>;
}

const noticeChips: Record<NoticeState, readonly [Tone, string]> = {
  waiting: ["move", "等待发送"],
  sent: ["move", "已发出"],
  delivered: ["good", "已送达"],
  failed: ["bad", "没有送到"],
};

export function NoticeChip({ state }: { state: NoticeState }) {
  const [tone, label] = noticeChips[state];
  return <Chip tone={tone}>{label}</Chip>;
}
