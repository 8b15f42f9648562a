import { copyFileSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { beforeEach, expect, inject, test } from "vitest";
import { GET } from "@/app/healthz/route";
import { db } from "@/lib/db";
import { type Health, rememberDatabase } from "@/lib/health";
import { anotherDatabase } from "../support/database";
import { dropDatabase } from "../support/postgres";
import { changeSettings } from "../support/settings";

const onSqlite = inject("template").kind === "sqlite";
let url: string;

beforeEach(async () => {
  url = await anotherDatabase();
  rememberDatabase();
});

async function ask(): Promise<{ status: number; body: Health; cacheControl: string | null }> {
  const answer = await GET();
  return {
    status: answer.status,
    body: await answer.json(),
    cacheControl: answer.headers.get("cache-control"),
  };
}

test("a database with every migration is fine", async () => {
  const { status, body, cacheControl } = await ask();
  expect(status).toBe(200);
  expect(body).toMatchObject({ status: "ok", database: "ok", migrations: "applied" });
  expect(cacheControl).toBe("no-store");
});

test("a migration that is not applied makes it unavailable", async () => {
  await db().$executeRaw`UPDATE _prisma_migrations SET finished_at = NULL`;
  expect(await ask()).toMatchObject({ status: 503, body: { database: "ok", migrations: "pending" } });
  await db().$executeRaw`DROP TABLE _prisma_migrations`;
  expect(await ask()).toMatchObject({ status: 503, body: { database: "ok", migrations: "pending" } });
});

test.runIf(onSqlite)("a deleted file is noticed, although its open connection still answers", async () => {
  expect(await ask()).toMatchObject({ status: 200 });
  rmSync(url.slice("file:".length));
  expect(await db().product.count()).toBeGreaterThan(0);
  expect(await ask()).toMatchObject({
    status: 503,
    body: { database: "unreachable", migrations: "unknown" },
  });
});

test.runIf(onSqlite)("a file that took the first one's place is noticed", async () => {
  expect(await ask()).toMatchObject({ status: 200 });
  const file = url.slice("file:".length);
  copyFileSync(file, `${file}.copy`);
  rmSync(file);
  copyFileSync(`${file}.copy`, file);
  expect(await ask()).toMatchObject({ status: 503, body: { database: "unreachable" } });
});

test.skipIf(onSqlite)("a dropped database is noticed", async () => {
  const template = inject("template");
  if (template.kind !== "postgresql") return;
  expect(await ask()).toMatchObject({ status: 200 });
  await dropDatabase(template.admin, new URL(url).pathname.slice(1));
  expect(await ask()).toMatchObject({
    status: 503,
    body: { database: "unreachable", migrations: "unknown" },
  });
});

test("a server that does not listen is unreachable", async () => {
  const undo = changeSettings({ DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" });
  expect(await ask()).toMatchObject({
    status: 503,
    body: { database: "unreachable", migrations: "unknown" },
  });
  undo();
});

test("a server that listens but never answers is unreachable after two seconds", async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket)).listen(0, "127.0.0.1");
  await new Promise((resolve) => silent.once("listening", resolve));
  const address = silent.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const undo = changeSettings({ DATABASE_URL: `postgresql://nobody@127.0.0.1:${port}/none` });
  const began = Date.now();
  expect(await ask()).toMatchObject({ status: 503, body: { database: "unreachable" } });
  expect(Date.now() - began).toBeGreaterThan(1900);
  expect(Date.now() - began).toBeLessThan(4000);
  undo();
  for (const socket of sockets) socket.destroy();
  silent.close();
});

test("what it tells holds no secret", async () => {
  const undo = changeSettings({ CRON_SECRET: "cron-secret-of-this-test" });
  const { body } = await ask();
  expect(body.features).toMatchObject({ cron: true, sandbox: false });
  expect(JSON.stringify(body)).not.toMatch(/cron-secret|secret-for-tests|\.db|postgres/);
  undo();
});

test("it says which features are on, and nothing of what they are set to", async () => {
  const secret = "5f0c9b7e02d86a35c1e97b40f28d6a53";
  const undo = changeSettings({
    WXAUTH_QRCODE_APPID: "wx2f0c9b7e02d86a35",
    WXAUTH_QRCODE_SECRET: secret,
    MP_VERIFY: "MP_verify_AbCd1234.txt:AbCd1234",
  });
  const { status, body } = await ask();
  expect(status).toBe(200);
  expect(body.features).toEqual({
    login: { mp: false, qrcode: true, mobile: false },
    jssdk: false,
    verifyFiles: true,
    pay: false,
    robot: false,
    orderNotices: false,
    cron: false,
    sandbox: false,
  });
  expect(JSON.stringify(body)).not.toMatch(/wx2f0c|5f0c9b7e|AbCd1234/);
  undo();
});
