import { describe, expect, it } from "vitest";
import { createV3 } from "@/lib/wechat/wxpay/v3/client";
import { rejection } from "./support";
import { handedOut, heard, query, world } from "./wxpay-v3-certificates-support";
import { certificatesAnswer, first, type Reply, second, stranger } from "./wxpay-v3-support";

describe("certificates that cannot be had", () => {
  const failing: [string, Reply, object][] = [
    [
      "a new merchant's 404",
      { status: 404, body: { code: "RESOURCE_NOT_EXISTS" } },
      { code: "NO_PLATFORM_CERTIFICATE", hint: expect.stringContaining("WXPAY_PUBLIC_KEY") },
    ],
    ["a refusal", { status: 401, body: { code: "SIGN_ERROR", message: "签名错误" } }, { code: "SIGNERROR" }],
    ["an outage", { status: 503 }, { code: "SYSTEMERROR" }],
    ["no JSON", { body: "<html>", signer: null }, { code: "JSON" }],
    ["another layout", { body: { data: [{}] }, signer: null }, { code: "CERTIFICATES" }],
    ["none", { body: { data: [] }, signer: null }, { code: "CERTIFICATES" }],
    [
      "another APIv3 key's",
      { body: certificatesAnswer([first], { key: "y".repeat(32) }), signer: first },
      { code: "DECRYPT" },
    ],
    [
      "another serial than the certificate's",
      { body: certificatesAnswer([first], { serial: second.serial }), signer: first },
      { code: "CERTIFICATES" },
    ],
    [
      "another cipher",
      {
        body: JSON.stringify(certificatesAnswer([first])).replace("AEAD_AES_256_GCM", "AEAD_SM4_GCM"),
        signer: first,
      },
      { code: "CERTIFICATES" },
    ],
    [
      "one whose time has not come",
      { body: certificatesAnswer([first], { effective: "2026-07-01T00:00:00+08:00" }), signer: first },
      { code: "CERTIFICATES" },
    ],
    [
      "one that is over",
      { body: certificatesAnswer([first], { expires: "2026-05-01T00:00:00+08:00" }), signer: first },
      { code: "CERTIFICATES" },
    ],
    [
      "one that is no certificate",
      { body: certificatesAnswer([{ ...first, certificate: "x" }]), signer: first },
      { code: "CERTIFICATES" },
    ],
    [
      "a signature by somebody else",
      { body: certificatesAnswer([first]), signer: stranger },
      { code: "ANSWER_SERIAL" },
    ],
    [
      "a wrong signature",
      { body: certificatesAnswer([first]), signer: { ...stranger, serial: first.serial } },
      { code: "ANSWER_SIGNATURE" },
    ],
    [
      "a stale signature",
      { body: certificatesAnswer([first]), signer: first, skew: -301 },
      { code: "ANSWER_STALE" },
    ],
  ];

  it.each(failing)("%s: nothing is sent, and that is said", async (_, certificates, expected) => {
    const p = world({ certificates }).process();
    expect(await rejection(query(p))).toMatchObject({ ...expected, outcome: "refused" });
    expect(p.calls.map((call) => call.path)).toEqual(["/v3/certificates"]);
  });

  it("the first ones may come unsigned, since they are encrypted with our key; later ones may not", async () => {
    const w = world({ certificates: { body: certificatesAnswer([first]), signer: null } });
    const p = w.process();
    expect(await query(p)).toMatchObject({ trade_state: "SUCCESS" });
    w.clock.advance(61);
    w.state.certificates = { body: certificatesAnswer([first, second]), signer: null };
    expect(await heard(p, second)).toBe("serial");
  });

  it("the failure is told to all for a while, then it is tried again", async () => {
    const w = world({ certificates: { status: 503 } });
    const processes = [w.process(), w.process()];
    for (const p of [...processes, ...processes])
      expect(await rejection(query(p))).toMatchObject({ code: "SYSTEMERROR" });
    expect(w.downloads()).toBe(1);
    w.clock.advance(5);
    w.state.certificates = handedOut(first);
    for (const p of processes) expect(await query(p)).toMatchObject({ trade_state: "SUCCESS" });
    expect(w.downloads()).toBe(2);
  });

  it("another APIv3 key does not profit from what was decrypted with the right one", async () => {
    const p = world().process();
    await query(p);
    const { options } = p;
    const other = createV3({ ...options, v3: { ...options.v3, key: "z".repeat(32) } });
    const asked = other.orderQuery({ out_trade_no: "20260601120000abc" });
    expect(await rejection(asked)).toMatchObject({ outcome: "refused" });
  });

  it("a store that is away is no forged notice: the failure is passed on", async () => {
    const away = new Error("database away");
    const get = () => Promise.reject(away);
    const p = world().process((store) => ({ ...store, get }));
    expect(await heard(p, first)).toBe(away);
  });

  it("a due renewal that fails is looked at every 5 seconds, not at every call", async () => {
    const w = world();
    let reads = 0;
    const get = (name: string) => {
      reads += 1;
      return w.store.get(name);
    };
    const p = w.process((store) => ({ ...store, get }));
    await query(p);
    w.state.certificates = { status: 500 };
    w.clock.advance(12 * 3600);
    for (let i = 0; i < 10; i++) await query(p);
    await expect.poll(w.downloads).toBe(2);
    for (let i = 0; i < 10; i++) await query(p);
    expect(reads).toBe(3);
  });

  it("a process that died while asking is waited for no longer than it could have taken", async () => {
    const w = world();
    const attempt = { owner: "dead", at: w.clock.now() - 15_000, open: true };
    await w.store.put("wxpay:v3:certificates:1900007291", JSON.stringify({ attempt }), 1000);
    expect(await query(w.process())).toMatchObject({ trade_state: "SUCCESS" });
  });
});
