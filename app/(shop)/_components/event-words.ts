import type { OrderEventKind } from "@/lib/shop/orders/queries";

/** What happened to an order, in words. */
export const eventWords: Record<OrderEventKind, string> = {
  placed: "提交订单",
  paid: "付款成功",
  shipped: "已发货",
  completed: "已签收",
  cancelled: "订单取消",
  expired: "超时未付，订单关闭",
  refund_due: "等待退款",
  paid_twice: "重复付款",
  refund_requested: "申请退款",
  refund_withdrawn: "撤销退款申请",
  refund_declined: "店主没有同意退款",
  refund_granted: "店主同意退款",
  refund_failed: "退款没有成功",
  refunded: "退款到账",
};
