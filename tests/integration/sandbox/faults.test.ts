import { beforeEach, describe, expect, it } from "vitest";
import { answerApi } from "@/lib/sandbox/api-host";
import { type FaultName, faultGroups, faultNames, listFaults, setFault } from "@/lib/sandbox/faults";
import { createCode } from "@/lib/sandbox/grants";
import { api, apiRaw, freshSandbox, lastCall, mp, plainToken, stableToken, tryToken } from "./support";

beforeEach(freshSandbox);

const isOn = async (name: FaultName) => (await listFaults()).find((fault) => fault.name === name)?.on;

it("each fault has a group, a title and a description of its own", async () => {
  const all = await listFaults();
  expect(all.map((fault) => fault.name)).toEqual(faultNames);
  for (const { group, on } of all) expect([faultGroups.includes(group), on]).toEqual([true, false]);
  expect(new Set(all.map((fault) => fault.title)).size).toBe(all.length);
  expect(new Set(all.map((fault) => fault.description)).size).toBe(all.length);
});

it("the same groups stand together", async () => {
  const groups = (await listFaults()).map((fault) => fault.group);
  expect(groups).toEqual([...groups].sort((a, b) => faultGroups.indexOf(a) - faultGroups.indexOf(b)));
});

/** How each fault of api.weixin.qq.com shows itself in a call for a token. */
const shown: [FaultName, number, unknown][] = [
  ["api_error", 200, -1],
  ["api_busy", 200, 45011],
  ["api_down", 502, "html"],
  ["api_html", 200, "html"],
  ["ip_refused", 200, 40164],
  ["secret_frozen", 200, 40243],
  ["token_quota", 200, 45009],
];

describe.each(shown)("%s", (name, status, result) => {
  const query = new URLSearchParams({ grant_type: "client_credential", ...mp });
  const ask = async (): Promise<[number, unknown]> => {
    const answer = await apiRaw(`/cgi-bin/token?${query}`);
    const text = await answer.text();
    if (!text.startsWith("{")) return [answer.status, "html"];
    return [answer.status, JSON.parse(text).errcode ?? "token"];
  };

  it("strikes once, whoever asks at the same moment", async () => {
    await setFault(name, true);
    const answers = await Promise.all(Array.from({ length: 5 }, ask));
    expect(answers.filter(([, found]) => found !== "token")).toEqual([[status, result]]);
    expect(await isOn(name)).toBe(false);
  });

  it("strikes again and again when it sticks, until it is switched off", async () => {
    await setFault(name, true, true);
    for (let time = 0; time < 3; time += 1) expect(await ask()).toEqual([status, result]);
    expect((await lastCall()).why?.rule).toContain("控制台安排的故障");
    expect(await isOn(name)).toBe(true);
    await setFault(name, false);
    expect(await ask()).toEqual([200, "token"]);
  });
});

it("api_error, api_down and api_html strike the visitor's calls as well", async () => {
  const answers: [FaultName, RegExp][] = [
    ["api_error", /"errcode":-1/],
    ["api_down", /502 Bad Gateway/],
    ["api_html", /<html>/],
  ];
  for (const [name, text] of answers) {
    await setFault(name, true);
    expect(await (await apiRaw("/sns/auth")).text()).toMatch(text);
    expect(await api("/sns/auth", {})).toMatchObject({ errcode: 41001 });
  }
});

describe("api_slow", () => {
  const request = (signal?: AbortSignal) =>
    new Request(
      `http://localhost/cgi-bin/token?${new URLSearchParams({ grant_type: "client_credential", ...mp })}`,
      {
        ...(signal ? { signal } : {}),
      },
    );

  it("answers late, but does at once what it was asked", async () => {
    await setFault("api_slow", true);
    const pauses: number[] = [];
    const answer = await answerApi("/cgi-bin/token", request(), async (ms) => void pauses.push(ms));
    expect(pauses).toEqual([15_000]);
    expect(await tryToken((await answer.json()).access_token)).toBe("works");
    await answerApi("/cgi-bin/token", request(), async (ms) => void pauses.push(ms));
    expect(pauses).toHaveLength(1);
  });

  it("says in the ledger when the caller did not wait for it", async () => {
    await setFault("api_slow", true);
    const caller = new AbortController();
    const waited: AbortSignal[] = [];
    await answerApi("/cgi-bin/token", request(caller.signal), async (_ms, signal) => {
      caller.abort();
      waited.push(signal);
    });
    expect(waited.map((signal) => signal.aborted)).toEqual([true]);
    const call = await lastCall();
    expect(call).toMatchObject({ ok: false, httpStatus: 0, answer: "" });
    expect(call.outcome).toContain("没等到应答");
    expect(call.why?.notes?.join()).toContain("15 秒");
  });

  it("says nothing of callers who leave a quick answer", async () => {
    const caller = new AbortController();
    const ask = request(caller.signal);
    caller.abort();
    await answerApi("/cgi-bin/token", ask);
    expect(await lastCall()).toMatchObject({ ok: true, httpStatus: 200 });
  });
});

describe("grant_void", () => {
  it("voids both tokens of a visitor when they are renewed", async () => {
    const code = await createCode({ appid: mp.appid, scope: "snsapi_base", personId: "lin" });
    const { access_token, refresh_token, openid } = await api("/sns/oauth2/access_token", {
      ...mp,
      code,
      grant_type: "authorization_code",
    });
    const renew = () =>
      api("/sns/oauth2/refresh_token", {
        appid: mp.appid,
        grant_type: "refresh_token",
        refresh_token: String(refresh_token),
      });
    await setFault("grant_void", true);
    expect(await renew()).toMatchObject({ errcode: 42007 });
    expect((await lastCall()).why?.advice).toContain("重新授权");
    expect(await renew()).toMatchObject({ errcode: 40030 });
    const auth = { access_token: String(access_token), openid: String(openid) };
    expect(await api("/sns/auth", auth)).toMatchObject({ errcode: 40001 });
  });
});

it("a fault that is armed for another call is not spent by this one", async () => {
  await setFault("ticket_stale", true);
  await setFault("grant_void", true);
  await setFault("js_refused", true);
  expect(await plainToken()).toHaveProperty("access_token");
  expect(await stableToken()).toHaveProperty("access_token");
  expect(await plainToken({ secret: "wrong" })).toMatchObject({ errcode: 40125 });
  for (const name of ["ticket_stale", "grant_void", "js_refused"] as const)
    expect(await isOn(name)).toBe(true);
});

it("a call that is refused anyway spends no fault of the token calls", async () => {
  for (const name of ["ip_refused", "secret_frozen", "token_quota"] as const) await setFault(name, true);
  expect(await plainToken({ secret: "wrong" })).toMatchObject({ errcode: 40125 });
  expect(await plainToken()).toMatchObject({ errcode: 40243 });
  expect(await plainToken()).toMatchObject({ errcode: 40164 });
  expect(await plainToken()).toMatchObject({ errcode: 45009 });
});
