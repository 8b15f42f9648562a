import { runInNewContext } from "node:vm";

/** A page as far as the two scripts for plain pages see it: old, so without anything that ES5 does not have. */

type Tag = { src?: string; onload?: (() => void) | null; onerror?: (() => void) | null };

export function plainPage({ href = "https://shop.example/cart", loading = false, ids = ["qr"] } = {}) {
  const tags: Tag[] = [];
  const said: string[] = [];
  const listeners: (() => void)[] = [];
  const say = (how: string) => (text: string) => said.push(`${how}: ${text}`);
  const page: Record<string, unknown> = {
    location: { href },
    console: { log: say("log"), error: say("error"), warn: say("warn") },
    document: {
      readyState: loading ? "loading" : "complete",
      createElement: () => ({}),
      documentElement: { appendChild: (tag: Tag) => tags.push(tag) },
      getElementById: (id: string) => (ids.includes(id) ? {} : null),
      addEventListener: (_: string, listener: () => void) => listeners.push(listener),
    },
    encodeURIComponent,
    JSON,
  };
  page.window = page;
  return {
    page,
    tags,
    said,
    ids,
    run: (script: string) => void runInNewContext(script, page),
    parsed: () => {
      for (const listener of listeners) listener();
    },
  };
}

/** WeChat's own script, as far as a plain page needs it. */
export function fakeWx() {
  const seen = { configs: [] as object[], ready: [] as (() => void)[] };
  let onError: (result: object) => void = () => {};
  const wx = {
    config: (config: object) => void seen.configs.push(config),
    ready: (callback: () => void) => void seen.ready.push(callback),
    error: (callback: (result: object) => void) => {
      onError = callback;
    },
  };
  return { ...seen, wx, fail: (result: object) => onError(result) };
}
