import { expect, test } from "vitest";
import { examine, type World } from "@/lib/doctor/examine";
import { asJson, asText, fitForPrint, isSound, secretsOf } from "@/lib/doctor/report";
import { answer, key, signed } from "../wechat/wxpay-support";
import { account, answering, appSecret, failing, realEnv, strong } from "./support";

const database: World["database"] = {
  exists: () => true,
  fileOf: (url) => url,
  migrations: () => ["1_init"],
  open: async () => ({
    query: async (sql) => (sql.includes("COUNT") ? [[3]] : [["1_init", "2024-05-01", null]]),
    close: async () => {},
  }),
};

const world = (env: NodeJS.ProcessEnv, fetch: typeof globalThis.fetch): World => ({
  env,
  nodeVersion: "22.12.0",
  built: true,
  database,
  fetch,
});

const noOrder = signed(
  answer({ result_code: "FAIL", err_code: "ORDERNOTEXIST", err_code_des: "此交易订单号不存在" }),
);
const wechat: typeof fetch = async (input, init) =>
  String(input).includes("api.mch") ? new Response(noOrder) : account()(input, init);

test("a shop that is well", async () => {
  const findings = await examine("production", world(realEnv, wechat));
  expect(findings.filter(({ level }) => level === "bad" || level === "warn")).toEqual([]);
  expect(isSound(findings)).toBe(true);
  expect(asText("production", findings)).toMatch(/^ {2}tokens\s+✓ access_token/m);
  expect(asText("production", findings)).toMatch(/^ {2}pay\s+✓ WeChat Pay/m);
  expect(asText("production", findings)).toMatch(/All is well\.$/);
});

test("the sandbox without its server is no error, and told once", async () => {
  const findings = await examine(
    "development",
    world({ NODE_ENV: "development", SESSION_SECRET: strong }, failing("ECONNREFUSED")),
  );
  const away = findings.filter(({ what }) => what.includes("only while the server runs"));
  expect(away).toEqual([
    expect.objectContaining({ level: "off", mend: expect.stringContaining("npm run dev") }),
  ]);
  expect(isSound(findings)).toBe(true);
});

test("a stranger on the sandbox's port, and a sandbox that is slow", async () => {
  const env = { NODE_ENV: "development", SESSION_SECRET: strong } as const;
  const stranger = await examine(
    "development",
    world(
      env,
      answering(() => new Response("no", { status: 404 })),
    ),
  );
  expect(stranger).toContainEqual(
    expect.objectContaining({ level: "bad", mend: expect.stringContaining("port") }),
  );
  const late: typeof fetch = async () => {
    throw new DOMException("too late", "TimeoutError");
  };
  const slow = await examine("development", world(env, late));
  expect(slow).toContainEqual(
    expect.objectContaining({ level: "warn", what: expect.stringContaining("sandbox") }),
  );
});

test("faulty settings: WeChat is not asked, the database is", async () => {
  const env = { ...realEnv, WXPAY_KEY: "short" };
  const never = answering(() => {
    throw new Error("asked");
  });
  const findings = await examine("production", world(env, never));
  expect(findings).toContainEqual(expect.objectContaining({ area: "settings", level: "bad" }));
  expect(findings).toContainEqual(expect.objectContaining({ area: "database", level: "ok" }));
  expect(findings).toContainEqual(expect.objectContaining({ area: "login", level: "off" }));
  const malformed = await examine("production", world({ ...realEnv, DATABASE_URL: "mysql://x" }, never));
  expect(malformed).toContainEqual(expect.objectContaining({ area: "database", level: "off" }));
});

test("a gateway that no address can be made of is a finding", async () => {
  const env = { ...realEnv, WECHAT_GATEWAY_URL: "https://proxy.example/?to=" };
  const findings = await examine("production", world(env, wechat));
  expect(findings).toContainEqual(
    expect.objectContaining({ level: "bad", what: expect.stringContaining("WECHAT_GATEWAY_URL") }),
  );
});

test("no secret is printed, not even one that WeChat or a driver repeats; nor anything but plain lines", async () => {
  const env = { ...realEnv, DATABASE_URL: "postgresql://shop:p%40ssword@h/d", CRON_SECRET: "0f".repeat(10) };
  const chatty = world(
    env,
    answering((url) =>
      url.includes("api.mch")
        ? signed(answer({ result_code: "FAIL", err_code: "NEW", err_code_des: `key=${key}` }))
        : { errcode: 49999, errmsg: `\u001b[2Jsecret=${appSecret}\nand more` },
    ),
  );
  chatty.database = {
    ...database,
    open: async () => Promise.reject(new Error(`p@ssword of p%40ssword and ${strong}`)),
  };
  const findings = fitForPrint(await examine("production", chatty), secretsOf(env));
  const text = asText("production", findings) + asJson("production", findings);
  for (const secret of [key, appSecret, strong, "p@ssword", "p%40ssword", env.CRON_SECRET]) {
    expect(text).not.toContain(secret);
  }
  expect(text).not.toContain("\u001b");
  expect(text).toContain("secret=… and more");
});

test("the text is aligned, and counts; the JSON is for programs", () => {
  const findings = [
    { area: "node", level: "ok", what: "Node" },
    { area: "database", level: "bad", what: "gone", mend: "bring it back" },
    { area: "database", level: "warn", what: "odd", mend: "look", zh: "看一看" },
  ] as const;
  expect(asText("production", findings).split("\n").slice(2)).toEqual([
    "  node      ✓ Node",
    "  database  ✗ gone",
    "              → bring it back",
    "            ! odd",
    "              → look",
    "              → 看一看",
    "",
    "1 wrong, 1 warning.",
  ]);
  expect(JSON.parse(asJson("production", findings))).toEqual({ ok: false, mode: "production", findings });
});
