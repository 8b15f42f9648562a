import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { fenOf } from "@/app/sandbox/_console/balance";
import { highlight } from "@/app/sandbox/_console/highlight";
import { timeLeft } from "@/app/sandbox/_console/notice-row";
import { OrderRow } from "@/app/sandbox/_console/order-row";
import { PayoutRow } from "@/app/sandbox/_console/payout-row";
import { SignedText, signedLines } from "@/app/sandbox/_console/signed-text";
import type { NoticeState, OrderState, PayoutState } from "@/lib/sandbox/money-state";

const nowMs = Date.parse("2026-01-01T00:00:00Z");
const onChange = () => undefined;

const notice = (changes: Partial<NoticeState> = {}): NoticeState => ({
  id: 1,
  subject: "payment",
  api: "v2",
  subjectId: 1,
  kind: "genuine",
  url: "http://localhost:3000/wxpay/shop/callback",
  status: "delivered",
  attempts: 1,
  nextAttemptAt: null,
  lastStatus: 200,
  lastAnswer: null,
  ...changes,
});

const order: OrderState = {
  id: 7,
  outTradeNo: "M1",
  api: "v2",
  tradeType: "NATIVE",
  body: "月光石",
  totalFee: 8800,
  refunded: 3000,
  tradeState: "NOTPAY",
  codeUrl: "weixin://wxpay/bizpayurl?pr=1",
  payerName: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  forgeries: ["signature", "amount"],
  notices: [notice()],
  refunds: [
    {
      id: 3,
      outRefundNo: "R1",
      api: "v2",
      amount: 3000,
      status: "PROCESSING",
      account: "支付用户的零钱",
      reason: "不合适",
      dueAt: "2026-01-01T00:00:30.000Z",
      forgeries: [],
      notices: [notice({ id: 2, subject: "refund", kind: "amount", status: "refused" })],
    },
  ],
};

const payout = (changes: Partial<PayoutState> = {}): PayoutState => ({
  id: 4,
  kind: "transfer",
  number: "T1",
  api: "v3",
  amount: 300,
  state: "WAIT_USER_CONFIRM",
  personName: "林月",
  note: "宝石换零钱",
  createdAt: "2026-01-01T00:00:00.000Z",
  expiresAt: "2026-01-02T00:00:00.000Z",
  forgeries: ["signature"],
  notices: [],
  ...changes,
});

describe("a payment in the console", () => {
  const html = (changes: Partial<OrderState> = {}) =>
    renderToStaticMarkup(createElement(OrderRow, { order: { ...order, ...changes }, nowMs, onChange }));

  it("has its refunds under it, each with its own notifications", () => {
    const shown = html();
    expect(shown).toMatch(
      /data-state="NOTPAY" data-api="v2".*data-testid="sandbox-refund" data-state="PROCESSING"/s,
    );
    expect(shown).toContain("−¥30.00");
    expect(shown).toContain("支付用户的零钱，30 秒后到账");
    expect(shown).toMatch(/data-kind="amount" data-subject="refund".*伪造：金额不对/);
  });

  it("can be forged as what makes sense for it only", () => {
    expect([...html().matchAll(/<option value="(\w+)">/g)].map(([, kind]) => kind)).toEqual([
      "signature",
      "amount",
    ]);
    expect(html({ forgeries: [] })).not.toContain("sandbox-forge");
  });

  it("offers its code while it can be paid", () => {
    expect(html()).toContain("复制码");
    expect(html({ tradeState: "SUCCESS" })).not.toContain("复制码");
    expect(html({ codeUrl: null })).not.toContain("复制码");
  });
});

describe("a payout in the console", () => {
  const html = (changes: Partial<PayoutState> = {}) =>
    renderToStaticMarkup(createElement(PayoutRow, { payout: payout(changes), nowMs, onChange }));

  it("says to whom, what for and how long it waits", () => {
    expect(html()).toContain("林月 · 宝石换零钱 · 还剩 1 天");
    expect(html()).toMatch(/data-kind="transfer" data-state="WAIT_USER_CONFIRM" data-api="v3"/);
  });

  it.each([
    ["SENT", "待领取", "waiting"],
    ["RECEIVED", "已领取", "good"],
    ["FAIL", "失败", "bad"],
    ["REFUND", "已退回", "over"],
    ["NEW_STATE", "NEW_STATE", "over"],
  ])("in state %s reads %s", (state, text, tone) => {
    expect(html({ state, expiresAt: null })).toContain(`<span class="state payout-${tone}">${text}</span>`);
  });
});

describe("amounts and times", () => {
  it.each([
    ["12.34", 1234],
    [" ¥1,200 ", 120_000],
    ["0.5", 50],
    ["0", 0],
    ["", null],
    ["-1", null],
    ["1.234", null],
    ["12x", null],
    ["1e3", null],
  ])("%s yuan are %s fen", (text, fen) => {
    expect(fenOf(text)).toBe(fen);
  });

  it("what nobody took in time goes back", () => {
    expect(timeLeft(null, nowMs)).toBe("");
    expect(timeLeft("2026-01-01T01:30:00Z", nowMs)).toBe("还剩 1 小时 30 分");
    expect(timeLeft("2025-12-31T23:59:59Z", nowMs)).toBe("马上退回");
  });
});

describe("what v3 signs and says", () => {
  it("is shown line by line, and a line feed that is missing is seen", () => {
    expect(signedLines("GET\n/v3\n\n")).toEqual([
      { text: "GET", ends: true },
      { text: "/v3", ends: true },
      { text: "", ends: true },
    ]);
    expect(signedLines("GET\n/v3")).toEqual([
      { text: "GET", ends: true },
      { text: "/v3", ends: false },
    ]);
    const html = renderToStaticMarkup(createElement(SignedText, { text: "GET\n/v3", other: "GET\n/v3\n" }));
    expect(html.match(/<li>/g)).toHaveLength(2);
    expect(html).toContain("这里少一个换行符");
  });

  it("v2's one line stays one", () => {
    expect(renderToStaticMarkup(createElement(SignedText, { text: "a=1&b=2", other: "a=1&b=2" }))).toBe(
      "<pre>a=1&amp;b=2</pre>",
    );
  });

  it("has its Authorization with one part a line, and loses nothing of it", () => {
    const head = 'WECHATPAY2-SHA256-RSA2048 mchid="1",nonce_str="a=b",signature="x+/=="';
    const raw = `POST /v3/pay HTTP/1.1\nAuthorization: ${head}\nAccept: application/json\n\n{"a":1}`;
    const text = highlight(raw)
      .map((piece) => piece.text)
      .join("");
    expect(text).toContain('\n  mchid="1",\n  nonce_str="a=b",\n  signature="x+/=="\n');
    expect(text.replace(/,\n {2}/g, ",").replace(/\n {2}(?=mchid)/, " ")).toContain(head);
    expect(text).toContain('{\n  "a": 1\n}');
    expect(highlight("Authorization: Bearer abc\n").map((piece) => piece.text)).toContain("Bearer abc\n");
  });
});
