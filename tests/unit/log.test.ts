import { afterEach, describe, expect, it, vi } from "vitest";
import { log } from "@/lib/log";
import { watchLog } from "@/tests/support/log";

afterEach(() => vi.restoreAllMocks());

describe("an error in the log", () => {
  it("says what brought it about, by name and code and no more", () => {
    const { lines, text } = watchLog();
    const refused = Object.assign(new AggregateError([], "connect to secret-host"), { code: "ECONNREFUSED" });
    log.error("test.failed", { error: new TypeError("fetch failed", { cause: refused }) });
    expect(lines()).toMatchObject([
      { error: { message: "fetch failed", cause: { name: "AggregateError", code: "ECONNREFUSED" } } },
    ]);
    expect(text()).not.toContain("secret-host");
  });

  it("ends where an error is its own cause, and leaves out what is no error", () => {
    const { lines } = watchLog();
    const own = new Error("own");
    own.cause = own;
    log.warn("test.own", { error: own });
    log.warn("test.text", { error: new Error("x", { cause: "something that somebody wrote" }) });
    expect(lines("test.own")).toHaveLength(1);
    expect(lines("test.text")[0]?.error).not.toHaveProperty("cause");
  });
});
