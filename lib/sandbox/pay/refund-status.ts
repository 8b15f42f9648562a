const names: Readonly<Record<string, string>> = { ABNORMAL: "CHANGE", CLOSED: "REFUNDCLOSE" };

/** v2's name for a state of the books, which have v3's. (WeChat Pay v2, refund query) */
export const v2RefundStatus = (status: string): string => names[status] ?? status;
