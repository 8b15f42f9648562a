import type { TextPattern } from "./types";

const longest = 60;

const written = (part: string | RegExp): string =>
  typeof part === "string" ? JSON.stringify(part) : String(part);

/** A handler as its registration was written, `robot.filter(/^查/)` say: of twenty filters the log shall name one. */
export function handlerName(method: string, pattern?: TextPattern): string {
  if (pattern === undefined) return `robot.${method}`;
  const text = [pattern].flat().map(written).join(", ");
  return `robot.${method}(${text.length > longest ? `${text.slice(0, longest)}…` : text})`;
}

const throwers = new WeakMap<object, string>();

/** Notes whose error it is. Its own frames do not tell: a build's have no names, and a wrong result has only ours. */
export function noteThrower(error: unknown, handler: string): void {
  if (typeof error === "object" && error !== null) throwers.set(error, handler);
}

/** The name of the handler that threw it; undefined for what a middleware threw, or nobody's error. */
export const throwerOf = (error: unknown): string | undefined =>
  typeof error === "object" && error !== null ? throwers.get(error) : undefined;
