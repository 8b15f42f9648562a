import type { Server } from "node:http";
import { type RequestOptions, request } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { platformCertificates } from "@/lib/sandbox/platform-keys";
import { authorityCertificate } from "@/lib/sandbox/tls-keys";
import { certifiedFetch } from "@/lib/wechat/mutual-tls";
import { nonceStr, sign } from "@/lib/wechat/sign";
import { buildXml, parseXml } from "@/lib/wechat/xml";
import { createSandboxServer } from "../../../scripts/sandbox/server";
import { expired, stranger } from "../../unit/wechat/certificates";
import { freshSandbox, mp, orderFields, pay } from "./support";
import { authorization, isGenuine, v3Order } from "./v3-support";

beforeEach(freshSandbox);

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
const serve = (): Promise<number> =>
  listening(createSandboxServer({ tls: true, host: "api.mch.weixin.qq.com" }));

interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

/** A real TLS client, which trusts the sandbox's authority only. */
function call(port: number, path: string, options: RequestOptions = {}, body = ""): Promise<Answer> {
  const own = {
    host: "127.0.0.1",
    port,
    path,
    servername: "localhost",
    ca: authorityCertificate,
    agent: false,
  };
  return new Promise((resolve, reject) => {
    request({ method: body === "" ? "GET" : "POST", ...own, ...options }, async (answer) => {
      const pairs = Object.entries(answer.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]);
      resolve({ status: answer.statusCode ?? 0, headers: new Headers(pairs), body: await text(answer) });
    })
      .on("error", reject)
      .end(body);
  });
}

const signedXml = (fields: Record<string, string | number | undefined>): string => {
  const all = { appid: pay.appid, mch_id: pay.mchid, nonce_str: nonceStr(32), ...fields };
  return buildXml({ ...all, sign: sign(all, pay.key, "MD5") });
};
const refundXml = signedXml({
  out_trade_no: "T20260101000001",
  out_refund_no: "R1",
  total_fee: 8800,
  refund_fee: 8800,
});
const [platform] = platformCertificates;
const own = { cert: pay.certificate, key: pay.privateKey };

describe("over TLS, WeChat Pay v2", () => {
  it("orders without a certificate, as WeChat does, by its own host's name", async () => {
    const port = await serve();
    const xml = signedXml(orderFields());
    const options = { servername: "api.mch.weixin.qq.com", headers: { host: "api.mch.weixin.qq.com" } };
    const answer = await call(port, "/pay/unifiedorder", options, xml);
    expect(parseXml(answer.body)).toMatchObject({ return_code: "SUCCESS", result_code: "SUCCESS" });
  });

  it.each(["/secapi/pay/refund", "/mmpaymkttransfers/sendredpack", "/mmpaymkttransfers/promotion/transfers"])(
    "%s wants one: without it, the page of WeChat's front server",
    async (path) => {
      const answer = await call(await serve(), path, {}, refundXml);
      expect(answer.status).toBe(400);
      expect(answer.body).toContain("No required SSL certificate was sent");
    },
  );

  it("a refund with the merchant's certificate is taken to the books", async () => {
    const answer = await call(await serve(), "/secapi/pay/refund", own, refundXml);
    expect(parseXml(answer.body)).toMatchObject({ return_code: "SUCCESS", err_code: "ORDERNOTEXIST" });
  });

  it.each([
    ["another authority's", stranger],
    ["an expired", expired],
    ["another owner's", { cert: platform.certificate, key: platform.privateKey }],
  ])("%s certificate is refused", async (_name, certificate) => {
    const answer = await call(await serve(), "/secapi/pay/refund", certificate, refundXml);
    expect(parseXml(answer.body)).toMatchObject({ return_code: "FAIL", err_code: "CA_ERROR" });
  });

  it("the SDK's own client shows it", async () => {
    const port = await serve();
    const fetch = certifiedFetch(own, authorityCertificate);
    const url = `https://localhost:${port}/sandbox/api.mch.weixin.qq.com/secapi/pay/refund`;
    const answer = await fetch(url, { method: "POST", body: refundXml });
    expect(parseXml(await answer.text())).toMatchObject({ err_code: "ORDERNOTEXIST" });
  });

  it("nobody who does not know the sandbox's authority is deceived", async () => {
    const port = await serve();
    await expect(call(port, "/sandbox/settings", { ca: [] })).rejects.toThrow(/certificate/);
  });
});

describe("WeChat Pay v3", () => {
  it.each([
    ["by WeChat's path, with WeChat's Host header", "", { host: "api.mch.weixin.qq.com" }],
    ["by WeChat's path, with none of WeChat's", "", { host: "localhost" }],
    ["below the gateway", "/sandbox/api.mch.weixin.qq.com", { host: "localhost" }],
  ])("%s", async (_name, base, host) => {
    const path = "/v3/pay/transactions/native";
    const body = JSON.stringify(v3Order({ payer: undefined }));
    const headers = {
      ...host,
      authorization: authorization({ path, base }, body),
      "content-type": "application/json",
    };
    const answer = await call(await serve(), `${base}${path}`, { headers }, body);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ code_url: expect.stringMatching(/^weixin:/) });
    expect(isGenuine(answer.headers, answer.body)).toBe(true);
  });
});

describe("other addresses", () => {
  it("of WeChat's hosts, settings, the authority; and 404", async () => {
    const port = await serve();
    expect((await call(port, "/sandbox/ca.pem")).body).toBe(authorityCertificate);
    expect((await call(port, "/sandbox/settings")).body).toContain(`WXPAY_MCHID=${pay.mchid}`);
    const token = `/cgi-bin/token?grant_type=client_credential&appid=${mp.appid}&secret=${mp.secret}`;
    const answer = await call(port, token, { headers: { host: "api.weixin.qq.com" } });
    expect(JSON.parse(answer.body)).toMatchObject({ expires_in: 7200 });
    expect((await call(port, "/sandbox/api/nothing")).status).toBe(404);
    expect((await call(port, "/nothing")).status).toBe(404);
    expect((await call(port, "/sandbox/example.com/")).status).toBe(404);
  });

  it("an answer that does not come breaks the connection", async () => {
    const port = await serve();
    await call(port, "/sandbox/api/faults", {}, '{"name":"pay_no_answer","on":true}');
    const sent = call(port, "/pay/unifiedorder", {}, signedXml(orderFields()));
    await expect(sent).rejects.toMatchObject({ code: "ECONNRESET" });
  });
});
