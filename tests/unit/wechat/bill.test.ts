import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBill } from "@/lib/wechat/wxpay/bill";

const columns =
  "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注".split(
    ",",
  );
const totalTitles =
  "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";
const totals = "`2,`0.03,`0.01,`0.00,`0.00000,`0.03,`0.01";

const payment: Record<string, string> = {
  交易时间: "2014-11-10 16:33:45",
  公众账号ID: "wx2421b1c4370ec43b",
  商户号: "10000100",
  特约商户号: "0",
  设备号: "",
  微信订单号: "1001690740201411100005734289",
  商户订单号: "1415640626",
  用户标识: "085e9858e3ba5186aafcbaed1",
  交易类型: "MICROPAY",
  交易状态: "SUCCESS",
  付款银行: "OTHERS",
  货币种类: "CNY",
  应结订单金额: "0.01",
  代金券金额: "0.00",
  微信退款单号: "0",
  商户退款单号: "0",
  退款金额: "0.00",
  充值券退款金额: "0.00",
  退款类型: "",
  退款状态: "",
  商品名称: "被扫支付测试",
  商户数据包: "订单额外描述",
  手续费: "0.00000",
  费率: "0.60%",
  订单金额: "0.02",
  申请退款金额: "0.00",
  费率备注: "",
};
const refund = {
  ...payment,
  交易状态: "REFUND",
  微信退款单号: "2008450740201411110000174436",
  商户退款单号: "1415701182",
  退款金额: "0.00",
  申请退款金额: "19.99",
  退款状态: "PROCESSING",
};

const line = (row: Record<string, string>, titles = columns) =>
  titles.map((title) => `\`${row[title] ?? ""}`).join(",");
const bill = (rows: Record<string, string>[], titles = columns, end = "\r\n") =>
  [titles.join(","), ...rows.map((row) => line(row, titles)), totalTitles, totals, ""].join(end);

const code = (text: string) => {
  try {
    parseBill(text);
  } catch (error) {
    return error;
  }
  return null;
};

describe("parseBill, what it refuses", () => {
  it.each([
    ["nothing", ""],
    ["an XML failure", "<xml><return_code>FAIL</return_code></xml>"],
    ["a bill that breaks off before its totals", bill([payment]).split("总交易单数")[0] ?? ""],
    ["a bill that breaks off in its totals", `${columns.join(",")}\n${totalTitles}\n`],
    ["something after the totals", `${bill([payment])}\`1`],
    ["a row with a value too few", bill([payment]).replace(",`OTHERS", "")],
    ["a row without back-quotes", bill([payment]).replaceAll("`", "")],
    ["an unknown state", bill([{ ...payment, 交易状态: "FROZEN" }])],
    ["no order number", bill([{ ...payment, 商户订单号: "" }])],
    ["no transaction", bill([{ ...payment, 微信订单号: "" }])],
    ["an amount with three decimals", bill([{ ...payment, 订单金额: "0.001" }])],
    ["a negative amount", bill([{ ...payment, 订单金额: "-1.00" }])],
    ["an amount that is none", bill([{ ...refund, 申请退款金额: "x" }])],
    ["an impossible time", bill([{ ...payment, 交易时间: "2014-02-30 16:33:45" }])],
    ["another writing of the time", bill([{ ...payment, 交易时间: "2014/11/10 16:33" }])],
  ])("%s", (_, text) => {
    expect(code(text)).toMatchObject({ kind: "malformed", code: "BILL", outcome: "unknown" });
  });
});

describe("parseBill", () => {
  it("reads payments and refunds, amounts in fen, times in Beijing's", () => {
    const { rows, totals: sums, text } = parseBill(bill([payment, refund]));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual({
      at: new Date("2014-11-10T08:33:45Z"),
      out_trade_no: "1415640626",
      transaction_id: "1001690740201411100005734289",
      openid: "085e9858e3ba5186aafcbaed1",
      trade_type: "MICROPAY",
      trade_state: "SUCCESS",
      total_fee: 2,
      out_refund_no: "",
      refund_id: "",
      refund_fee: 0,
      refund_status: "",
      raw: payment,
    });
    expect(rows[1]).toMatchObject({
      trade_state: "REFUND",
      out_refund_no: "1415701182",
      refund_id: "2008450740201411110000174436",
      refund_fee: 1999,
      refund_status: "PROCESSING",
    });
    expect(sums).toMatchObject({ 总交易单数: "2", 申请退款总金额: "0.01" });
    expect(text).toBe(bill([payment, refund]));
  });

  it("reads bills of one kind, older titles, another line end and a byte order mark", () => {
    const success = columns.filter((title) => !/退款/.test(title) && title !== "订单金额");
    expect(parseBill(`\uFEFF${bill([payment], success, "\n")}`).rows[0]).toMatchObject({
      total_fee: 1,
      refund_fee: 0,
    });
    const old = columns.filter((title) => !/^(应结)?订单金额$|申请退款金额/.test(title)).concat("总金额");
    const row = { ...refund, 总金额: "3.5", 退款金额: "2" };
    expect(parseBill(bill([row], old)).rows[0]).toMatchObject({ total_fee: 350, refund_fee: 200 });
    const refunds = [...columns, "退款申请时间", "退款成功时间"];
    const later = { ...refund, 退款申请时间: "2014-11-11 00:00:01" };
    expect(parseBill(bill([later], refunds)).rows[0]?.at).toEqual(new Date("2014-11-10T16:00:01Z"));
    expect(parseBill(bill([])).rows).toEqual([]);
  });

  it("keeps apart what a product's name mixes up", () => {
    const name = "宝石,`0.01,`SUCCESS,100";
    expect(parseBill(bill([{ ...payment, 商品名称: name }])).rows[0]).toMatchObject({
      total_fee: 2,
      raw: { 商品名称: name, 商户数据包: "订单额外描述", 订单金额: "0.02" },
    });
  });

  it("reads back whatever was written", () => {
    const amount = fc.nat(999_999_999);
    const text = fc.string({ unit: fc.constantFrom("宝", ",", "`", "a", '"', "<", "0"), maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ total: amount, back: amount, name: text }), { maxLength: 5 }),
        (orders) => {
          const yuan = (fen: number) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;
          const rows = orders.map(({ total, back, name }) => ({
            ...refund,
            订单金额: yuan(total),
            申请退款金额: yuan(back),
            商品名称: name,
          }));
          const read = parseBill(bill(rows)).rows;
          expect(read.map((row) => [row.total_fee, row.refund_fee, row.raw.商品名称])).toEqual(
            orders.map(({ total, back, name }) => [total, back, name]),
          );
        },
      ),
    );
  });
});
