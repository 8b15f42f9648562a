import { beforeEach, describe, expect, it } from "vitest";
import { GET as showMedium } from "@/app/sandbox/api/media/[id]/route";
import { POST as takeMedium } from "@/app/sandbox/api/media/route";
import { db } from "@/lib/db";
import { readMedium, storeMedium } from "@/lib/sandbox/media";
import { changeSettings } from "../../support/settings";
import { files, formWith, sized } from "./cgi-support";
import { freshSandbox, wait } from "./support";

beforeEach(freshSandbox);

const address = "http://localhost:3000/sandbox/api/media";
const take = (body: BodyInit, headers: Record<string, string> = {}) =>
  takeMedium(new Request(address, { method: "POST", body, headers }), undefined);
const show = (id: string) => showMedium(new Request(`${address}/${id}`), { params: Promise.resolve({ id }) });

describe("the phone's camera", () => {
  it.each([
    ["a form", formWith(files.png, "media", "a.png")],
    ["the file by itself", new Blob([files.png], { type: "text/html" })],
  ])("hands over %s", async (_name, body) => {
    const answer = await (await take(body)).json();
    expect(answer).toEqual({ ok: true, mediaId: expect.any(String), type: "image" });
    expect(await readMedium(answer.mediaId)).toMatchObject({ type: "image", mime: "image/png" });
  });

  it.each([
    [files.gif, "image"],
    [files.amr, "voice"],
    [files.mp3, "voice"],
    [files.mp4, "video"],
  ] as const)("sees by the bytes what it is", async (bytes, type) => {
    expect(await (await take(new Blob([bytes]))).json()).toMatchObject({ type });
  });

  it.each<[string, number, BodyInit]>([
    ["a page", 415, new Blob([files.html])],
    ["a drawing", 415, formWith(files.svg, "media", "a.svg", "image/png")],
    ["nothing", 400, new Blob([])],
    ["a form without it", 400, formWith(files.png, "picture")],
    ["a long voice", 413, new Blob([sized(files.amr, 2 * 1024 * 1024 + 1)])],
    ["a body that is too large", 413, new Blob([sized(files.png, 11 * 1024 * 1024 + 1)])],
  ])("refuses %s", async (_name, status, body) => {
    const answer = await take(body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ ok: false, message: expect.any(String) });
    expect(await db().sandboxMedium.count()).toBe(0);
  });

  it("takes nothing from another site's page", async () => {
    const answer = await take(new Blob([files.png]), { "sec-fetch-site": "cross-site" });
    expect(answer.status).toBe(403);
    expect(await db().sandboxMedium.count()).toBe(0);
  });
});

describe("a medium's address", () => {
  it("serves it as what its bytes are, and lets nothing run", async () => {
    // Whatever whoever stored it said.
    const mediaId = await storeMedium({ type: "image", mime: "text/html", filename: "a", bytes: files.png });
    const answer = await show(mediaId);
    expect(answer.headers.get("content-type")).toBe("image/png");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("content-security-policy")).toContain("sandbox");
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(files.png);
  });

  it("serves no page and no drawing, whoever stored it", async () => {
    const mediaId = await storeMedium({
      type: "image",
      mime: "image/svg+xml",
      filename: "a",
      bytes: files.svg,
    });
    expect((await show(mediaId)).status).toBe(404);
  });

  it("is empty for what is over or unknown", async () => {
    const mediaId = await storeMedium({ type: "image", mime: "image/png", filename: "a", bytes: files.png });
    expect((await show("x")).status).toBe(404);
    wait(3 * 24 * 3600 + 1);
    expect((await show(mediaId)).status).toBe(404);
  });

  it("is forgotten when two hundred newer ones are there; pictures of articles count by themselves", async () => {
    const at = (seconds: number) => new Date(Date.now() + seconds * 1000);
    const row = { type: "image", mime: "image/png", filename: "a", bytes: files.png, expiresAt: at(3600) };
    const rows = Array.from({ length: 200 }, (_, index) => ({
      ...row,
      mediaId: `m${index}`,
      createdAt: at(index),
    }));
    const picture = { ...row, type: "article", mediaId: "picture", createdAt: at(-1) };
    await db().sandboxMedium.createMany({ data: [...rows, picture] });
    // The clock was put back.
    wait(-60);
    const mediaId = await storeMedium({ type: "voice", mime: "audio/amr", filename: "a", bytes: files.amr });
    const kept = async (id: string) => (await db().sandboxMedium.count({ where: { mediaId: id } })) === 1;
    expect([await kept("m0"), await kept("m1"), await kept(mediaId), await kept("picture")]).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  it("is not there while the sandbox is off", async () => {
    const mediaId = await storeMedium({ type: "image", mime: "image/png", filename: "a", bytes: files.png });
    changeSettings({ WECHAT_SANDBOX: undefined });
    expect((await show(mediaId)).status).toBe(404);
    expect((await take(new Blob([files.png]))).status).toBe(404);
  });
});
