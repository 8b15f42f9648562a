import { sections } from "../explanation";
import { strikes } from "../faults";
import { type PayAnswer, type PayCall, refuse } from "./envelope";

/** SYSTEMERROR, when the console asked for one: the order is as it was. */
export async function strike(call: PayCall): Promise<PayAnswer | null> {
  if (!(await strikes("pay_systemerror"))) return null;
  return refuse(call, "SYSTEMERROR", "系统错误", {
    rule: "控制台安排的故障：结果未知",
    section: sections.payTransport,
    advice: "用相同的参数、相同的订单号再试，或者查单；不要换新的订单号",
  });
}
