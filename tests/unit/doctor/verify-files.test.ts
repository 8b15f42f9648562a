import { expect, test } from "vitest";
import { checkVerifyFiles } from "@/lib/doctor/verify-files";
import { answering, failing } from "./support";

const shop = { appUrl: "https://shop.example.com", verifyFiles: { AbCd1234: "AbCd1234" } };
const address = "https://shop.example.com/MP_verify_AbCd1234.txt";

const look = (fetch: typeof globalThis.fetch, mode: "production" | "development" = "production") =>
  checkVerifyFiles(shop, mode, fetch);

test("each file is asked for at APP_URL, once", async () => {
  const asked: string[] = [];
  const fetch = answering((url) => {
    asked.push(url);
    return /MP_verify_(\w+)\.txt$/.exec(url)?.[1] ?? "";
  });
  const several = { ...shop, verifyFiles: { a: "a", b: "b" } };
  expect(await checkVerifyFiles(several, "production", fetch)).toEqual([
    { level: "ok", what: "https://shop.example.com/MP_verify_a.txt is what MP_VERIFY says" },
    { level: "ok", what: "https://shop.example.com/MP_verify_b.txt is what MP_VERIFY says" },
  ]);
  expect(asked).toEqual([
    "https://shop.example.com/MP_verify_a.txt",
    "https://shop.example.com/MP_verify_b.txt",
  ]);
});

test("without MP_VERIFY nothing is asked", async () => {
  const never = answering(() => {
    throw new Error("asked");
  });
  expect(await checkVerifyFiles({ ...shop, verifyFiles: {} }, "production", never)).toEqual([]);
});

test.each([
  ["another content", () => "other", /another content/, /public\//],
  ["a line end more", () => "AbCd1234\n", /another content/, /start/i],
  ["a page in its place", () => "<html>".repeat(10_000), /another content/, /start/i],
  ["404", () => new Response("no", { status: 404 }), /answers 404/, /MP_VERIFY when it starts/],
  ["502", () => new Response("no", { status: 502 }), /answers 502/, /proxy/],
  [
    "a redirect",
    () => new Response(null, { status: 301, headers: { location: "https://www.example.com/" } }),
    /leads to https:\/\/www\.example\.com\/: WeChat looks no further/,
    /without a redirect/,
  ],
  ["a redirect to nowhere", () => new Response(null, { status: 302 }), /leads to nowhere/, /redirect/],
])("%s: bad for customers, a warning in development", async (_, answer, what, mend) => {
  const finding = {
    what: expect.stringMatching(what),
    mend: expect.stringMatching(mend),
  };
  expect(await look(answering(answer))).toEqual([{ level: "bad", ...finding }]);
  expect(await look(answering(answer), "development")).toEqual([{ level: "warn", ...finding }]);
});

test("of a long answer only the beginning is read", async () => {
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(4096)),
    cancel: () => {
      cancelled = true;
    },
  });
  expect(await look(answering(() => new Response(endless)))).toMatchObject([{ level: "bad" }]);
  expect(cancelled).toBe(true);
});

test("redirects are looked at, not followed", async () => {
  let redirect: RequestRedirect | undefined;
  await look(async (_, init) => {
    redirect = init?.redirect;
    return new Response("AbCd1234");
  });
  expect(redirect).toBe("manual");
});

test("a shop that does not run, or is not reached from here, is no error", async () => {
  expect(await look(failing("ECONNREFUSED"))).toEqual([
    { level: "off", what: `not looked at: ${address} does not answer from here`, mend: expect.any(String) },
  ]);
});
