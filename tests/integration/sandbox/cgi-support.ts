import { expect } from "vitest";
import { db } from "@/lib/db";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { openidOf, type PersonId } from "@/lib/sandbox/people";
import { api, apiPost, apiRaw, lastCall, mp, stableToken } from "./support";

/** Calls of the official account, each with a fresh token. */

export const lin = openidOf(mp.appid, "lin");
export const chen = openidOf(mp.appid, "chen");
/** The same person under another account. */
export const linElsewhere = openidOf(sandboxAccounts.qrcode.appid, "lin");

type Account = { appid: string; secret: string };

export const tokenOf = async (app: Account = mp): Promise<string> =>
  String((await stableToken({ ...app })).access_token);

export async function ask(path: string, query: Record<string, string | undefined> = {}, app: Account = mp) {
  return api(path, { access_token: await tokenOf(app), ...query });
}

export async function tell(path: string, body: unknown, app: Account = mp) {
  return apiPost(`${path}?access_token=${await tokenOf(app)}`, body);
}

/** How many notices of a template a person still accepts. */
export async function acceptedCount(personId: PersonId, templateId: string): Promise<number> {
  const where = { personId_templateId: { personId, templateId } };
  return (await db().sandboxSubscription.findUnique({ where }))?.left ?? 0;
}

/** The answer's text as it went over the wire. */
export async function tellRaw(path: string, body: unknown): Promise<string> {
  const address = `${path}?access_token=${await tokenOf()}`;
  return (await apiRaw(address, { method: "POST", body: JSON.stringify(body) })).text();
}

export const ok = { errcode: 0, errmsg: "ok" };

/** Expects a refusal that explains itself: the number, the field, the rule and where it stands. */
export async function expectRefused(
  answer: Promise<Record<string, unknown>> | Record<string, unknown>,
  errcode: number,
  field?: string,
) {
  expect(await answer).toMatchObject({
    errcode,
    errmsg: expect.stringMatching(/ rid: [\da-f]{8}-[\da-f]{8}-[\da-f]{8}$/),
  });
  const call = await lastCall();
  expect(call).toMatchObject({ ok: false, httpStatus: 200 });
  expect(call.why?.rule).toMatch(/./);
  expect(call.why?.section?.title).toMatch(/./);
  if (field !== undefined) expect(call.why?.field).toBe(field);
  return call;
}

/** A person's chat lines, as they were written. */
export const linesOf = async (personId: string) =>
  (await db().sandboxChatLine.findMany({ where: { personId }, orderBy: { id: "asc" } })).map((row) => ({
    ...row,
    content: JSON.parse(row.content),
  }));

/** What waits to go to the shop's server. */
export const pushes = () => db().sandboxPush.findMany({ orderBy: { id: "asc" } });

const head = (text: string): number[] => [...Buffer.from(text, "latin1")];

/** Files that begin as theirs do. */
export const files = {
  png: new Uint8Array([0x89, ...head("PNG\r\n"), 0x1a, 0x0a, 1, 2, 3]),
  jpg: new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]),
  gif: new Uint8Array(head("GIF89a....")),
  mp3: new Uint8Array([...head("ID3"), 4, 0, 0]),
  amr: new Uint8Array(head("#!AMR\n....")),
  mp4: new Uint8Array([0, 0, 0, 24, ...head("ftypmp42")]),
  svg: new Uint8Array(head('<svg xmlns="http://www.w3.org/2000/svg"/>')),
  html: new Uint8Array(head("<!doctype html><script>alert(1)</script>")),
} as const;

/** A file of some size. */
export function sized(start: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  bytes.set(start.subarray(0, size));
  return bytes;
}

export function formWith(
  bytes: Uint8Array,
  field = "media",
  filename = "file.bin",
  type = "image/png",
): FormData {
  const form = new FormData();
  form.set(field, new File([new Uint8Array(bytes)], filename, { type }));
  return form;
}

export async function upload(
  type: string,
  bytes: Uint8Array,
  filename?: string,
  path = "/cgi-bin/media/upload",
): Promise<Record<string, unknown>> {
  const address = `${path}?access_token=${await tokenOf()}&type=${type}`;
  return (await apiRaw(address, { method: "POST", body: formWith(bytes, "media", filename) })).json();
}

/** Uploads, and expects a media_id. */
export async function uploaded(type: string, bytes: Uint8Array): Promise<string> {
  const answer = await upload(type, bytes);
  return String(answer.media_id ?? answer.thumb_media_id);
}
