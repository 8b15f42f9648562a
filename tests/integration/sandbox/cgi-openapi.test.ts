import { beforeEach, describe, expect, it } from "vitest";
import { clearLedger } from "@/lib/sandbox/ledger";
import { ask, expectRefused, lin, ok, tell, tokenOf } from "./cgi-support";
import { apiRaw, freshSandbox, lastCall, stopTime, wait } from "./support";

beforeEach(async () => {
  await freshSandbox();
  stopTime();
});

describe("openapi/quota/get", () => {
  const quota = async (cgi_path: unknown) => (await tell("/cgi-bin/openapi/quota/get", { cgi_path })).quota;

  it("tells what the sandbox counts", async () => {
    expect(await quota("/cgi-bin/stable_token")).toEqual({ daily_limit: 500_000, used: 1, remain: 499_999 });
    expect(await quota("/cgi-bin/message/template/send")).toEqual({
      daily_limit: 100_000,
      used: 0,
      remain: 100_000,
    });
  });

  it("counts the rest in the ledger, from midnight in Beijing", async () => {
    await ask("/cgi-bin/user/info", { openid: lin });
    await ask("/cgi-bin/user/info", { openid: lin });
    expect(await quota("/cgi-bin/user/info")).toMatchObject({ used: 2 });
    expect((await lastCall()).why?.notes?.join()).toContain("账本");
    // It was 1 o'clock there.
    wait(23 * 3600 - 1);
    expect(await quota("/cgi-bin/user/info")).toMatchObject({ used: 2 });
    wait(23 * 3600);
    expect(await quota("/cgi-bin/user/info")).toMatchObject({ used: 0 });
  });

  it.each([undefined, "", "cgi-bin/token", "/cgi-bin/token?x=1", "/sns/userinfo"])(
    "refuses %j",
    async (cgi_path) => {
      await expectRefused(tell("/cgi-bin/openapi/quota/get", { cgi_path }), 76021, "cgi_path");
    },
  );
});

describe("openapi/rid/get", () => {
  const ridOf = (answer: Record<string, unknown>) => /rid: (\S+)$/.exec(String(answer.errmsg))?.[1] ?? "";
  const look = (rid: unknown) => tell("/cgi-bin/openapi/rid/get", { rid });

  it("finds the call that was refused", async () => {
    const rid = ridOf(await tell("/cgi-bin/tags/create", { tag: { name: "" } }));
    expect(await look(rid)).toMatchObject({
      ...ok,
      request: {
        invoke_time: Math.floor(Date.now() / 1000),
        request_url: expect.stringMatching(/^access_token=/),
        request_body: '{"tag":{"name":""}}',
        response_body: expect.stringContaining(rid),
        client_ip: "127.0.0.1",
      },
    });
  });

  it.each(["", "x", "61725984-6126f6f9-040f19c4", "%", undefined])("refuses %j", async (rid) => {
    await expectRefused(look(rid), 76001, "rid");
  });

  it("knows no more than the ledger", async () => {
    const rid = ridOf(await tell("/cgi-bin/tags/create", { tag: { name: "" } }));
    await clearLedger();
    await expectRefused(look(rid), 76001);
  });
});

describe("callback/check", () => {
  const check = (action: unknown, check_operator: unknown = "DEFAULT") =>
    tell("/cgi-bin/callback/check", { action, check_operator });

  it("tells what was asked for", async () => {
    const dns = [{ ip: "127.0.0.1", real_operator: "CAP" }];
    const ping = [
      { ip: "127.0.0.1", from_operator: "CAP", package_loss: "0%", time: expect.stringMatching(/ms$/) },
    ];
    expect(await check("all", "CAP")).toEqual({ dns, ping });
    expect(await check("dns", "CAP")).toEqual({ dns });
    expect(await check("ping", "CAP")).toEqual({ ping });
    expect(await check("dns")).toMatchObject({ dns: [{ real_operator: "UNICOM" }] });
    expect((await lastCall()).why?.notes).toHaveLength(1);
  });

  it("refuses other words", async () => {
    await expectRefused(check("tcp"), 40202, "action");
    await expectRefused(check(undefined), 40202, "action");
    await expectRefused(check("all", "X"), 40203, "check_operator");
  });
});

describe("what goes to everybody", () => {
  it.each(["/cgi-bin/message/mass/sendall", "/cgi-bin/message/mass/send", "/cgi-bin/message/mass/preview"])(
    "%s is not for a sandbox",
    async (path) => {
      const call = await expectRefused(tell(path, { filter: { is_to_all: true } }), 48001);
      expect(call.why?.advice).toContain("模板消息");
      await expectRefused(ask(path), 48001);
    },
  );

  it("leaves unknown addresses unknown", async () => {
    const address = `/cgi-bin/message/massive?access_token=${await tokenOf()}`;
    expect((await apiRaw(address)).status).toBe(404);
  });
});
