import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { createRobot, encryptMsg, msgSignature, sha1Sorted } from "@/lib/wechat";
import { kinds } from "./message-samples";
import { account, aesKey, appid, gh, hasKey, type Mode, modes, post, start, token } from "./message-support";

/** How many bodies; FUZZ names another number. */
const runs = Number(process.env.FUZZ ?? 100_000);
const seconds = String(start / 1000);

setFlagsFromString("--expose-gc");
/** Lets go of what nobody holds, so that the heap can be compared. */
const collect: () => void = runInNewContext("gc");

/** Numbers that are the same each time. */
function dice(seed: number) {
  let state = seed;
  /** At least 0, less than `sides`. */
  return (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}
type Dice = ReturnType<typeof dice>;

const pick = <T>(roll: Dice, list: readonly T[]): T => {
  const found = list[roll(list.length)];
  if (found === undefined) throw new Error("an empty list");
  return found;
};

const scraps = [
  "<![CDATA[",
  "]]>",
  "<xml>",
  "</xml>",
  "<!DOCTYPE x>",
  '<!ENTITY a "b">',
  "&a;",
  "&#0;",
  "&lt;",
  "<__proto__>1</__proto__>",
  "<constructor/>",
  "<a>".repeat(50),
  "<item/>".repeat(600),
  "\0",
  "\uFEFF",
  "{}",
  "💎",
  "<Encrypt>AAAA</Encrypt>",
  "<MsgType>event</MsgType>",
  "-1e999",
  "x".repeat(2000),
].map((scrap) => Buffer.from(scrap));

const mutations: readonly ((body: Buffer, roll: Dice) => Buffer)[] = [
  // A byte is another one.
  (body, roll) => {
    const copy = Buffer.from(body);
    if (copy.length > 0) copy[roll(copy.length)] = roll(256);
    return copy;
  },
  // The end is missing.
  (body, roll) => body.subarray(0, roll(body.length + 1)),
  // The beginning is missing.
  (body, roll) => body.subarray(roll(body.length + 1)),
  // A piece is missing.
  (body, roll) => {
    const from = roll(body.length + 1);
    return Buffer.concat([body.subarray(0, from), body.subarray(from + roll(40))]);
  },
  // A piece comes twice, somewhere.
  (body, roll) => {
    const from = roll(body.length + 1);
    const at = roll(body.length + 1);
    return Buffer.concat([body.subarray(0, at), body.subarray(from, from + roll(200)), body.subarray(at)]);
  },
  // A tag comes twice.
  (body) => Buffer.from(body.toString("latin1").replace(/<((?!xml)\w+)>.*?<\/\1>/s, "$&$&"), "latin1"),
  // Something strange comes in between.
  (body, roll) => {
    const at = roll(body.length + 1);
    return Buffer.concat([body.subarray(0, at), pick(roll, scraps), body.subarray(at)]);
  },
];

function mutated(body: Buffer, roll: Dice): Buffer {
  let result = body;
  for (let times = roll(4) === 0 ? 2 : 1; times > 0; times--) result = pick(roll, mutations)(result, roll);
  return result;
}

/** A valid message, spoilt inside or outside its envelope, mostly with signatures that are right nevertheless. */
function spoilt(
  mode: Mode,
  roll: Dice,
  nonce: string,
): { query: URLSearchParams; body: Uint8Array<ArrayBuffer> } {
  const [, , { xml }] = pick(roll, kinds);
  const isInside = !hasKey(mode) || roll(2) === 0;
  let body = isInside ? mutated(Buffer.from(xml), roll) : Buffer.from(xml);
  const query = new URLSearchParams({
    signature: sha1Sorted(token, seconds, nonce),
    timestamp: seconds,
    nonce,
  });
  if (hasKey(mode)) {
    let encrypted = encryptMsg(body.toString("utf8"), { encodingAesKey: aesKey, appid });
    const spoil = roll(3);
    if (!isInside && spoil === 0) encrypted = mutated(Buffer.from(encrypted), roll).toString("latin1");
    if (!isInside && spoil === 1)
      encrypted = mutated(Buffer.from(encrypted, "base64"), roll).toString("base64");
    const open =
      mode === "compatible"
        ? body.toString("utf8").replace(/<\/xml>$/, "")
        : `<xml><ToUserName>${gh}</ToUserName>`;
    body = Buffer.from(`${open}<Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`);
    query.set("msg_signature", msgSignature(token, seconds, nonce, encrypted));
    if (!isInside && spoil === 2) {
      body = mutated(body, roll);
      const found = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(body.toString("latin1"))?.[1];
      if (found) query.set("msg_signature", msgSignature(token, seconds, nonce, found));
    }
  }
  if (roll(20) === 0)
    query.set(hasKey(mode) ? "msg_signature" : "signature", String(roll(1e9)).padStart(40, "0"));
  return { query, body: new Uint8Array(body) };
}

const allowed = new Set([200, 400, 403, 413]);

/** Milliseconds of CPU for one body, and KiB of heap for all: what the server remembers of those it answered included. */
const hangs = 50;
const grown = 16 * 1024;

describe(`${runs} spoilt bodies`, () => {
  it.each(modes)(
    "are refused or answered, and nothing else happens, %s",
    { timeout: 300_000 },
    async (mode) => {
      const roll = dice(20240501 + modes.indexOf(mode));
      const statuses = new Map<string, number>();
      const { server, events, time } = account(mode, { robot: createRobot().handler(() => "收到") });
      let slowest = 0;
      const heap = () => {
        collect();
        return Math.round(process.memoryUsage().heapUsed / 1024);
      };
      const before = heap();
      for (let run = 0; run < runs / modes.length; run++) {
        const { query, body } = spoilt(mode, roll, String(run));
        const timed = async () => {
          const since = process.cpuUsage();
          const response = await server(post(query, body));
          return { response, took: process.cpuUsage(since).user / 1000 };
        };
        const { response, took } = await timed();
        slowest = Math.max(slowest, took);
        if (!allowed.has(response.status)) throw new Error(`run ${run} was answered ${response.status}`);
        const event = events.pop();
        // What takes long because of what it is takes long each time; the machine's own pauses do not come back.
        for (let again = 0, least = took; least > hangs; again++) {
          if (again === 5) throw new Error(`run ${run} took ${least} ms each time`);
          least = Math.min(least, (await timed()).took);
          events.pop();
        }
        if (event && event.kind !== "refused") throw new Error(`told of ${event.kind}`);
        const outcome = event?.reason ?? "answered";
        if ((response.status === 200) !== (event === undefined)) throw new Error(`run ${run}: ${outcome}`);
        statuses.set(outcome, (statuses.get(outcome) ?? 0) + 1);
      }
      const after = heap();
      console.log(
        `${mode}: slowest ${slowest.toFixed(1)} ms of CPU, heap ${before} to ${after} KiB`,
        Object.fromEntries(statuses),
      );
      expect([events, time.pending()]).toEqual([[], 0]);
      expect(after - before).toBeLessThan(grown);
      // What is behind the signatures was reached, and not everything was past reading.
      for (const outcome of ["answered", "xml", "fields"]) {
        expect(statuses.get(outcome) ?? 0).toBeGreaterThan(runs / modes.length / 500);
      }
    },
  );
});
