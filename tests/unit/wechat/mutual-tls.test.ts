import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { merchantCertificate, merchantPrivateKey } from "@/lib/sandbox/merchant-keys";
import { authorityCertificate, serverCertificate, serverPrivateKey } from "@/lib/sandbox/tls-keys";
import {
  buildXml,
  createGateway,
  createTransport,
  createWxpay,
  parseXml,
  type Transport,
  type WxpayOptions,
  type XmlFields,
} from "@/lib/wechat";
import type { MerchantCertificate } from "@/lib/wechat/certificate";
import { certifiedFetch } from "@/lib/wechat/mutual-tls";
import { send } from "@/lib/wechat/transport";
import { encryptedKey, expired, stranger } from "./certificates";
import { rejection } from "./support";
import { answer, key, merchantOptions, signed } from "./wxpay-support";

const own: MerchantCertificate = { cert: merchantCertificate, key: merchantPrivateKey };
const now = () => Date.UTC(2026, 5, 1);
const refund = { out_trade_no: "20260501120000abc", out_refund_no: "R1", total_fee: 100, refund_fee: 40 };

/** What the server was asked, and by whom: the common name of the certificate shown, empty for none. */
type Seen = { path: string; merchant: string; body: string; port: number | undefined };
type Answering = (seen: Seen, request: IncomingMessage, response: ServerResponse) => void;

const done: Answering = (_seen, _request, response) => {
  const fields: XmlFields = answer({ ...refund, transaction_id: "4200", refund_id: "5000" });
  response.end(signed(fields));
};

function listen(rejectUnauthorized: boolean) {
  const tls = { cert: serverCertificate, key: serverPrivateKey, ca: authorityCertificate };
  const server = createServer({ ...tls, requestCert: true, rejectUnauthorized }, (request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      const peer = (request.socket as TLSSocket).getPeerCertificate();
      const merchant = String(peer.subject?.CN ?? "");
      const port = request.socket.remotePort;
      const seen = { path: request.url ?? "", merchant, body, port };
      state.seen.push(seen);
      state.answer(seen, request, response);
    });
  });
  const state: { seen: Seen[]; answer: Answering; server: Server } = { seen: [], answer: done, server };
  return new Promise<typeof state>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(state));
  });
}

type Listening = Awaited<ReturnType<typeof listen>>;
let strict: Listening;
let lenient: Listening;

beforeAll(async () => {
  [strict, lenient] = await Promise.all([listen(true), listen(false)]);
});
afterAll(() => {
  for (const { server } of [strict, lenient]) {
    server.closeAllConnections();
    server.close();
  }
});
beforeEach(() => {
  for (const state of [strict, lenient]) Object.assign(state, { seen: [], answer: done });
});

function transportTo(at: Listening, parts: Partial<Transport> = {}): Transport {
  const { port } = at.server.address() as AddressInfo;
  const gateway = createGateway(`https://localhost:${port}`);
  return createTransport({ gateway, now, ca: authorityCertificate, timeoutMs: 5000, ...parts });
}

const merchantAt = (at: Listening, changes: Partial<WxpayOptions> = {}, parts: Partial<Transport> = {}) =>
  createWxpay(merchantOptions({ certificate: own, transport: transportTo(at, parts), ...changes }));

describe("a server that demands the certificate", () => {
  it("gets it, with the signed request", async () => {
    expect(await merchantAt(strict).refund(refund)).toMatchObject({ refund_id: "5000", refund_fee: 40 });
    const [seen] = strict.seen;
    expect(seen?.path).toBe("/api.mch.weixin.qq.com/secapi/pay/refund");
    expect(seen?.merchant).not.toBe("");
    expect(parseXml(seen?.body ?? "")).toMatchObject({ out_refund_no: "R1", refund_fee: "40" });
  });

  it("gets it over one connection, again and again", async () => {
    const wxpay = merchantAt(strict);
    for (let time = 0; time < 3; time += 1) await wxpay.refund(refund);
    expect(new Set(strict.seen.map(({ port }) => port)).size).toBe(1);
  });

  it("refuses who shows none: by an alert, before anything happens", async () => {
    // As if the library forgot it: an agent without a certificate.
    const withoutOne = (_: MerchantCertificate, ca?: string) => certifiedFetch({ cert: "", key: "" }, ca);
    const error = await rejection(merchantAt(strict, {}, { mutualTls: withoutOne }).refund(refund));
    expect(error).toMatchObject({ code: "CERT", kind: "config", outcome: "refused", advice: "stop" });
    expect(strict.seen).toEqual([]);
  });

  it("does not hear a stranger, and the result counts as open, since nobody said no", async () => {
    const error = await rejection(merchantAt(strict, { certificate: stranger }).refund(refund));
    expect(error).toMatchObject({ kind: "network", outcome: "unknown", advice: "query" });
    expect(strict.seen).toEqual([]);
  });
});

describe("before anything is sent", () => {
  it.each([
    ["no certificate", null, /WXPAY_CERT and WXPAY_CERT_KEY are not set/],
    ["an expired one", expired, /WXPAY_CERT\) expired on 2021-01-01/],
    ["one whose time has not come", own, /WXPAY_CERT\) is not valid before/, Date.UTC(2020, 1, 1)],
    ["another certificate's key", { ...own, key: stranger.key }, /do not belong together/],
    ["the two swapped", { cert: own.key, key: own.cert }, /may be swapped/],
    ["an encrypted key", { ...stranger, key: encryptedKey }, /WXPAY_CERT_KEY\) is encrypted/],
    ["a .p12 read as text", { ...own, cert: "0\u0082\u0001" }, /is no certificate in PEM/],
  ])("%s is named", async (_name, certificate, message, at = now()) => {
    const wxpay = merchantAt(strict, { certificate }, { now: () => at });
    const error = await rejection(wxpay.refund(refund));
    expect(error).toMatchObject({ code: "CERT", kind: "config", message: expect.stringMatching(message) });
    expect(`${error}`).not.toMatch(/MII|KEY-----\\n/);
    expect(strict.seen).toEqual([]);
  });

  it("a server that is not WeChat's is told nothing", async () => {
    const error = await rejection(merchantAt(strict, {}, { ca: undefined }).refund(refund));
    expect(error).toMatchObject({ kind: "network" });
    expect(strict.seen).toEqual([]);
  });
});

describe("a server that looks at it only where it must", () => {
  it("sees it for refunds, red packs, transfers and their queries, and for nothing else", async () => {
    lenient.answer = (_seen, _request, response) => response.end(buildXml({ return_code: "FAIL" }));
    const trusting = { ca: authorityCertificate };
    const plain: typeof fetch = (input, init) =>
      certifiedFetch({ cert: "", key: "" }, trusting.ca)(input, init);
    const wxpay = merchantAt(lenient, {}, { fetch: plain });
    const ref = { out_trade_no: refund.out_trade_no };
    const pack = {
      mch_billno: "B1",
      re_openid: "o1",
      total_amount: 100,
      wishing: "好",
      act_name: "好",
      remark: "好",
    };
    const calls: (() => Promise<unknown>)[] = [
      () => wxpay.refund(refund),
      () => wxpay.sendRedPack(pack),
      () => wxpay.sendGroupRedPack({ ...pack, total_amount: 300, total_num: 3 }),
      () => wxpay.transfer({ out_bill_no: "T1", openid: "o1", amount: 100, remark: "好" }),
      () => wxpay.payoutQuery({ out_bill_no: "B1", kind: "red_pack" }),
      () => wxpay.payoutQuery({ out_bill_no: "T1", kind: "transfer" }),
      () => wxpay.orderQuery(ref),
      () => wxpay.close(refund.out_trade_no),
      () => wxpay.refundQuery({ out_refund_no: "R1" }),
      () => wxpay.refundsOf(ref),
      () => wxpay.downloadBill({ day: "2026-05-01" }),
    ];
    for (const call of calls) await rejection(call());
    const shown = lenient.seen.filter(({ merchant }) => merchant !== "").map(({ path }) => path);
    expect(shown.map((path) => path.replace("/api.mch.weixin.qq.com", ""))).toEqual([
      "/secapi/pay/refund",
      "/mmpaymkttransfers/sendredpack",
      "/mmpaymkttransfers/sendgroupredpack",
      "/mmpaymkttransfers/promotion/transfers",
      "/mmpaymkttransfers/gethbinfo",
      "/mmpaymkttransfers/gettransferinfo",
    ]);
    expect(lenient.seen).toHaveLength(calls.length);
  });

  it.each([
    "<html><head><title>400 No required SSL certificate was sent</title></head></html>",
    "<html><head><title>400 The SSL certificate error</title></head></html>",
  ])("its page %s says that the certificate was not accepted", async (page) => {
    lenient.answer = (_seen, _request, response) => response.writeHead(400).end(page);
    expect(await rejection(merchantAt(lenient).refund(refund))).toMatchObject({
      code: "CERT",
      outcome: "refused",
      hintZh: expect.stringMatching(/证书/),
    });
  });

  it.each(["CERT_ERROR", "CA_ERROR"])("so does its %s", async (err_code) => {
    lenient.answer = (_seen, _request, response) =>
      response.end(buildXml({ return_code: "FAIL", return_msg: "证书校验错误", err_code }));
    expect(await rejection(merchantAt(lenient).refund(refund))).toMatchObject({
      errCode: "CERT_ERROR",
      rawCode: err_code,
      advice: "stop",
      hint: expect.stringMatching(/WXPAY_CERT/),
    });
  });

  it.each<[string, Answering, object]>([
    [
      "a redirect",
      (_s, _q, response) => response.writeHead(302, { location: "/x" }).end(),
      { kind: "network" },
    ],
    ["silence", () => {}, { kind: "timeout", outcome: "unknown", advice: "query" }],
    ["a broken line", (_s, request) => request.socket.destroy(), { kind: "network", outcome: "unknown" }],
    [
      "half a body",
      (_s, _q, response) =>
        response.writeHead(200, { "content-length": 100 }).write("<xml>", () => response.destroy()),
      { kind: "network", outcome: "unknown" },
    ],
    [
      "too much",
      (_s, _q, response) => response.end("x".repeat(2_000_000)),
      { code: "TOO_LARGE", outcome: "unknown" },
    ],
    ["502", (_s, _q, response) => response.writeHead(502).end("down"), { kind: "http", outcome: "unknown" }],
  ])("%s is what it is without a certificate", async (_, answering, expected) => {
    lenient.answer = answering;
    const timeoutMs = "kind" in expected && expected.kind === "timeout" ? 60 : 5000;
    expect(await rejection(merchantAt(lenient, {}, { timeoutMs }).refund(refund))).toMatchObject(expected);
  });

  it("answers with headers, several of a name, and with nothing at all", async () => {
    lenient.answer = (_seen, _request, response) =>
      response
        .writeHead(
          204,
          [
            ["x-a", "1"],
            ["x-a", "2"],
          ].flat(),
        )
        .end();
    const fetch = certifiedFetch(own, authorityCertificate);
    const got = await send(transportTo(lenient, { fetch }), "host", "/x", { method: "POST" });
    expect([got.status, got.text, got.headers.get("x-a")]).toEqual([204, "", "1, 2"]);
  });
});

it("through a gateway on plain http no certificate can be shown, and none is needed", async () => {
  const calls: string[] = [];
  const transport = createTransport({
    gateway: createGateway("http://localhost:4400/sandbox"),
    now,
    fetch: async (input) => {
      calls.push(String(input));
      return new Response(signed(answer({ ...refund, transaction_id: "4200", refund_id: "5000" })));
    },
  });
  const wxpay = createWxpay(merchantOptions({ transport, v2: { key, signType: "MD5" } }));
  expect(await wxpay.refund(refund)).toMatchObject({ refund_status: "PROCESSING" });
  expect(calls).toEqual(["http://localhost:4400/sandbox/api.mch.weixin.qq.com/secapi/pay/refund"]);
});
