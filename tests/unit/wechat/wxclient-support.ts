import { createWxclient, type SharedKind, type StateStore, type WxclientOptions } from "@/lib/wechat";
import { type Call, fakeWechat } from "./support";

export const appid = "wx0123456789abcdef";
export const secret = "5ecre75ecre75ecre75ecre75ecre7aa";

type Answer = Response | string | object;

/** An account at WeChat, with its own idea of which token is good, and the means to answer otherwise. */
export function fakeAccount() {
  let issued = 0;
  let current: { token: string; until: number } | null = null;
  let ticket = 0;
  const live = new Set<string>();
  const account = {
    lifetime: 7200,
    /** Answers in the account's place, when it answers anything. */
    intercept: (_: Call): Answer | Promise<Answer> | undefined => undefined,
    now: () => 0,
    /** The next good token, and the death of those before. */
    force(): string {
      live.clear();
      return issue();
    },
    ticketOf: () => `TICKET-${ticket}`,
    answer(call: Call): Answer | Promise<Answer> {
      return account.intercept(call) ?? plainAnswer(call);
    },
    plainAnswer,
  };

  function issue(): string {
    issued += 1;
    const token = `TOKEN-${issued}`;
    live.add(token);
    current = { token, until: account.now() + account.lifetime * 1000 };
    return token;
  }

  function granted() {
    const left = current ? Math.floor((current.until - account.now()) / 1000) : 0;
    return { access_token: current?.token, expires_in: left };
  }

  function stable(force: boolean) {
    if (force) account.force();
    else if (!current || current.until - account.now() < Math.min(300, account.lifetime / 4) * 1000) issue();
    return granted();
  }

  function plainAnswer({ url, body }: Call): Answer {
    const { pathname, searchParams } = new URL(url);
    switch (pathname) {
      case "/cgi-bin/stable_token": {
        const asked: { force_refresh: boolean } = JSON.parse(body);
        return stable(asked.force_refresh);
      }
      case "/cgi-bin/token":
        issue();
        return granted();
    }
    if (!live.has(searchParams.get("access_token") ?? "")) return { errcode: 40001, errmsg: "not latest" };
    if (pathname !== "/cgi-bin/ticket/getticket") return { errcode: 0, errmsg: "ok", pathname };
    ticket += 1;
    return { errcode: 0, errmsg: "ok", ticket: `TICKET-${ticket}`, expires_in: 7200 };
  }

  return account;
}

/** An account and its processes, which share one store and one clock. */
export function setup(options: Partial<WxclientOptions> = {}) {
  const account = fakeAccount();
  const wechat = fakeWechat((call) => account.answer(call));
  account.now = wechat.clock.now;
  const errors: { error: unknown; kind: SharedKind }[] = [];
  const waits: number[] = [];
  const hooks = { onWait: async (): Promise<void> => {} };
  const start = (more: Partial<WxclientOptions> = {}) =>
    createWxclient({
      app: { appid, secret },
      store: wechat.store,
      transport: wechat.transport,
      wait: async (ms) => {
        waits.push(ms);
        await hooks.onWait();
        await settled();
      },
      onError: (error, kind) => errors.push({ error, kind }),
      ...options,
      ...more,
    });
  const paths = () => wechat.calls.map(({ url }) => new URL(url).pathname.replace("/cgi-bin/", ""));
  const count = (path: string) => paths().filter((called) => called === path).length;
  const forced = () => wechat.calls.filter(({ body }) => body.includes('"force_refresh":true')).length;
  return { ...wechat, account, errors, waits, hooks, start, paths, count, forced };
}

/** After everything that needed no waiting has happened. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A promise and what settles it. */
export function gate<T = void>() {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** A store that a test can take away, and whose every operation it can watch or hold up. */
export function watched(inner: StateStore) {
  type Operation = keyof StateStore;
  const control = {
    away: null as Error | null,
    count: 0,
    before: async (_: Operation, __: string): Promise<void> => {},
  };
  const doing = async <T>(operation: Operation, key: string, work: () => Promise<T>): Promise<T> => {
    control.count += 1;
    await control.before(operation, key);
    if (control.away) throw control.away;
    return work();
  };
  const store: StateStore = {
    put: (key, value, ttl) => doing("put", key, () => inner.put(key, value, ttl)),
    get: (key) => doing("get", key, () => inner.get(key)),
    take: (key) => doing("take", key, () => inner.take(key)),
    compareAndSet: (key, expected, value, ttl) =>
      doing("compareAndSet", key, () => inner.compareAndSet(key, expected, value, ttl)),
  };
  return { store, control };
}

export const many = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

/** A process that took the lease and was never heard of again. */
export async function dieFetching(world: ReturnType<typeof setup>): Promise<void> {
  const asked = gate();
  const client = world.start({
    transport: {
      ...world.transport,
      fetch: () => {
        asked.open();
        return new Promise(() => {});
      },
    },
  });
  void client.accessToken();
  await asked.opened;
}
