import { describe, expect, it } from "vitest";
import { v3Decrypt } from "@/lib/wechat";
import { rejection } from "./support";
import { handedOut, heard, query, world } from "./wxpay-v3-certificates-support";
import { certificatesAnswer, first, notice, pinned, second, stranger, transaction } from "./wxpay-v3-support";

describe("platform certificates", () => {
  it("are fetched before the first call, which asks for an answer signed with the newest", async () => {
    const w = world();
    const p = w.process();
    expect(await query(p)).toMatchObject({ trade_state: "SUCCESS" });
    expect(p.calls.map((call) => call.path)).toEqual([
      "/v3/certificates",
      expect.stringContaining("out-trade-no"),
    ]);
    expect(p.calls[1]?.headers.get("wechatpay-serial")).toBe(first.serial);
    expect(p.calls[0]?.headers.get("wechatpay-serial")).toBeNull();
  });

  it("are fetched once, by many first calls of several processes", async () => {
    const w = world();
    const processes = [w.process(), w.process(), w.process()];
    await Promise.all(processes.flatMap((p) => [query(p), query(p), heard(p, first)]));
    expect(w.downloads()).toBe(1);
  });

  it("are fetched once for instances that come one after the other, and for a restart", async () => {
    const w = world();
    for (const p of [w.process(), w.process()]) for (let i = 0; i < 3; i++) await query(p);
    expect(w.downloads()).toBe(1);
  });

  it("stay encrypted in the store, and one that was slipped in there does not count", async () => {
    const w = world();
    await query(w.process());
    const entry = (await w.store.get("wxpay:v3:certificates:1900007291")) ?? "";
    expect(entry).toContain(first.serial);
    expect(entry).not.toContain("BEGIN CERTIFICATE");
    const forged = JSON.parse(entry);
    forged.answer = JSON.stringify(certificatesAnswer([second], { key: "x".repeat(32) }));
    await w.store.put("wxpay:v3:certificates:1900007291", JSON.stringify(forged), 1000);
    expect(await heard(w.process(), second)).toBe("serial");
  });

  it("are renewed after 12 hours, while the old ones serve", async () => {
    const w = world();
    const [p, other] = [w.process(), w.process()];
    await query(p);
    await query(other);
    w.clock.advance(12 * 3600 - 1);
    await query(p);
    expect(w.downloads()).toBe(1);
    w.clock.advance(1);
    await query(p);
    await expect.poll(w.downloads).toBe(2);
    await query(other);
    await query(p);
    expect(w.downloads()).toBe(2);
  });

  it("are renewed when the clock was turned back, which hides how old they are", async () => {
    const w = world();
    const p = w.process();
    await query(p);
    w.clock.advance(-3600);
    await query(p);
    expect(w.downloads()).toBe(1);
    w.clock.advance(-1);
    await query(p);
    await expect.poll(w.downloads).toBe(2);
  });

  it("are renewed by a process that only hears notices, too", async () => {
    const w = world();
    const p = w.process();
    expect(await heard(p, first)).toBe("accepted");
    w.clock.advance(12 * 3600);
    expect(await heard(p, first)).toBe("accepted");
    await expect.poll(w.downloads).toBe(2);
  });

  it("still serve when the renewal fails", async () => {
    const w = world();
    const p = w.process();
    await query(p);
    w.state.certificates = { status: 500 };
    w.clock.advance(13 * 3600);
    for (let i = 0; i < 3; i++) expect(await query(p)).toMatchObject({ trade_state: "SUCCESS" });
    await expect.poll(w.downloads).toBe(2);
    w.clock.advance(61);
    w.state.certificates = handedOut(first);
    await query(p);
    await expect.poll(w.downloads).toBe(3);
  });
});

describe("rotation", () => {
  it("a new serial has them fetched again, and the old certificate stays good until its end", async () => {
    const w = world();
    const p = w.process();
    await query(p);
    w.clock.advance(61);
    Object.assign(w.state, { certificates: { ...handedOut(second), signer: second }, signer: second });
    expect(await query(p)).toMatchObject({ trade_state: "SUCCESS" });
    expect([w.downloads(), await heard(p, second), await heard(p, first)]).toEqual([
      2,
      "accepted",
      "accepted",
    ]);
    w.clock.advance(5 * 365 * 86_400);
    expect(await heard(p, first)).toBe("serial");
  });

  it("of several that count, the newest is asked to sign", async () => {
    const old = certificatesAnswer([first]).data;
    const young = certificatesAnswer([second], { effective: "2026-05-01T00:00:00+08:00" }).data;
    for (const data of [
      [...old, ...young],
      [...young, ...old],
    ]) {
      const p = world({ certificates: { body: { data }, signer: first } }).process();
      await query(p);
      expect(p.calls[1]?.headers.get("wechatpay-serial")).toBe(second.serial);
    }
  });

  it("another process learns of it from the store", async () => {
    const w = world();
    const [p, other] = [w.process(), w.process()];
    await query(p);
    await query(other);
    w.clock.advance(61);
    w.state.certificates = handedOut(first, second);
    expect([await heard(p, second), await heard(other, second), w.downloads()]).toEqual([
      "accepted",
      "accepted",
      2,
    ]);
  });

  it("what another process has fetched may be too old already: then WeChat is asked", async () => {
    const w = world();
    const [p, other] = [w.process(), w.process()];
    await query(p);
    await query(other);
    w.clock.advance(61);
    w.state.certificates = handedOut(first);
    expect([await heard(other, stranger), w.downloads()]).toEqual(["serial", 2]);
    w.clock.advance(61);
    w.state.certificates = handedOut(first, second);
    expect([await heard(p, second), w.downloads()]).toEqual(["accepted", 3]);
  });

  it("many messages at once look into the store once", async () => {
    const w = world();
    let reads = 0;
    const get = (name: string) => {
      reads += 1;
      return w.store.get(name);
    };
    const p = w.process((store) => ({ ...store, get }));
    await query(p);
    expect(reads).toBe(1);
    await Promise.all(Array.from({ length: 20 }, () => heard(p, stranger)));
    expect(reads).toBe(2);
  });

  it("a renewal by another process that brought the same is not looked for again", async () => {
    const w = world();
    let reads = 0;
    const get = (name: string) => {
      reads += 1;
      return w.store.get(name);
    };
    const [p, other] = [w.process((store) => ({ ...store, get })), w.process()];
    await query(p);
    await query(other);
    w.clock.advance(12 * 3600);
    await query(other);
    await expect.poll(w.downloads).toBe(2);
    for (let i = 0; i < 3; i++) {
      await query(p);
      w.clock.advance(10);
    }
    expect([reads, w.downloads()]).toEqual([2, 2]);
  });

  it("unknown serials have them fetched once a minute at most, by all processes together", async () => {
    const w = world();
    const processes = [w.process(), w.process()];
    for (const p of processes) await query(p);
    w.clock.advance(61);
    const forge = (i: number) => ({ ...stranger, serial: `${"ABCDEF".repeat(6)}${1000 + i}` });
    for (let i = 0; i < 20; i++) for (const p of processes) expect(await heard(p, forge(i))).toBe("serial");
    expect(w.downloads()).toBe(2);
    w.clock.advance(59);
    expect(await heard(processes[0] ?? w.process(), stranger)).toBe("serial");
    expect(w.downloads()).toBe(2);
    w.clock.advance(2);
    await Promise.all(processes.map((p) => heard(p, stranger)));
    expect(w.downloads()).toBe(3);
  });

  it.each(["PUB_KEY_ID_0000000000000024101100397200000006", "x", "", "../etc", "__proto__"])(
    "the serial %j never has them fetched",
    async (serial) => {
      const w = world();
      expect(await heard(w.process(), { ...stranger, serial })).toMatch(/^(serial|unsigned)$/);
      expect(w.downloads()).toBe(0);
    },
  );

  it("a stale or a test signature never has them fetched", async () => {
    const w = world();
    const { wxpay, clock } = w.process();
    for (const signing of [{ skew: 400 }, { headers: { "wechatpay-signature": "WECHATPAY/SIGNTEST/x" } }]) {
      const forged = notice("TRANSACTION.SUCCESS", transaction, clock.now(), {
        signer: stranger,
        ...signing,
      });
      await rejection(wxpay.parseNotification(forged));
    }
    expect(w.downloads()).toBe(0);
  });
});

describe("both modes at once, during a migration", () => {
  it("each message is verified by the key it names", async () => {
    const w = world({ signer: first }, "public key");
    const p = w.process();
    expect(await query(p)).toMatchObject({ trade_state: "SUCCESS" });
    expect(p.calls[0]?.headers.get("wechatpay-serial")).toBe(pinned.serial);
    expect([await heard(p, pinned), await heard(p, first), await heard(p, stranger)]).toEqual([
      "accepted",
      "accepted",
      "serial",
    ]);
  });

  it("a merchant with the public key alone asks for none", async () => {
    const w = world({ signer: pinned }, "public key");
    const p = w.process();
    await query(p);
    expect([await heard(p, pinned), w.downloads()]).toEqual(["accepted", 0]);
  });
});

describe("names are encrypted", () => {
  it("for the newest certificate, which the request names", async () => {
    const p = world({ certificates: { ...handedOut(second), signer: second }, signer: second }).process();
    const transfer = { out_bill_no: "T1", openid: "o1", amount: 200_000, remark: "x", user_name: "张三" };
    await rejection(p.wxpay.transfer(transfer));
    const { headers, json } = p.calls[1] ?? {};
    expect(headers?.get("wechatpay-serial")).toBe(second.serial);
    expect(v3Decrypt((json as { user_name: string }).user_name, second.privateKey)).toBe("张三");
  });
});
