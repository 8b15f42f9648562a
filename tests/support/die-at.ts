import { createRequire } from "node:module";

/** Lets a process die of SIGKILL at a numbered point: before a statement of its database, around a call to WeChat. */

let passed = 0;
let dieAt = 0;

/** Counts a point; the chosen one is the process's last. */
function point(): void {
  passed += 1;
  if (passed === dieAt) process.kill(process.pid, "SIGKILL");
}

/** How many points were passed since the process was armed. */
export const pointsPassed = (): number => passed;

const load = createRequire(import.meta.url);

type Method = (this: unknown, ...values: unknown[]) => unknown;

function before(prototype: object, names: readonly string[]): void {
  for (const name of names) {
    const original: unknown = Reflect.get(prototype, name);
    if (typeof original !== "function") throw new Error(`There is no ${name}`);
    const counted: Method = function (...values) {
      point();
      return Reflect.apply(original, this, values);
    };
    Reflect.set(prototype, name, counted);
  }
}

function countStatements(): void {
  const Database = load("better-sqlite3");
  const database = new Database(":memory:");
  before(Object.getPrototypeOf(database.prepare("SELECT 1")), ["run", "all", "get"]);
  database.close();
  before(load("pg").Client.prototype, ["query"]);
}

function countCalls(): void {
  const real = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    point();
    const answer = await real(input, init);
    point();
    return answer;
  };
}

/** @param number which point is the last; 0 for none */
export function arm(number: number): void {
  countStatements();
  countCalls();
  passed = 0;
  dieAt = number;
}
