import type { CashInState } from "@/lib/shop/cash-in/rules";

/** A cash-in's state in a word. */
export const cashInLabel: Record<CashInState, string> = {
  created: "处理中",
  waiting: "待领取",
  success: "已到账",
  failed: "没有成功",
  returned: "过期退回",
};
