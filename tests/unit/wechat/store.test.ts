import { describe, expect, it } from "vitest";
import { MemoryStore } from "@/lib/wechat";
import { fakeClock } from "./support";

describe("MemoryStore", () => {
  it("forgets at the second, in every operation", async () => {
    const clock = fakeClock();
    const store = new MemoryStore(clock.now);
    await store.put("a", "1", 10);
    clock.advance(9.999);
    expect(await store.get("a")).toBe("1");
    clock.advance(0.001);
    expect(await store.get("a")).toBeNull();
    expect(await store.take("a")).toBeNull();
    expect(await store.compareAndSet("a", "1", "2", 10)).toBe(false);
    expect(await store.compareAndSet("a", null, "2", 10)).toBe(true);
    expect(await store.get("a")).toBe("2");
  });

  it("gives a value to exactly one of many takers", async () => {
    const store = new MemoryStore();
    await store.put("a", "1", 10);
    const taken = await Promise.all(Array.from({ length: 20 }, () => store.take("a")));
    expect(taken.filter((value) => value === "1")).toHaveLength(1);
    expect(await store.get("a")).toBeNull();
  });

  it("lets exactly one of many set what is absent", async () => {
    const store = new MemoryStore();
    const wins = await Promise.all(
      Array.from({ length: 20 }, (_, i) => store.compareAndSet("a", null, String(i), 10)),
    );
    expect(wins.filter(Boolean)).toHaveLength(1);
    expect(await store.get("a")).toBe(String(wins.indexOf(true)));
  });

  it("stays correct past many writes", async () => {
    const clock = fakeClock();
    const store = new MemoryStore(clock.now);
    await store.put("kept", "1", 1e6);
    for (let i = 0; i < 3000; i++) {
      await store.put(`k${i}`, "x", 1);
      clock.advance(1);
    }
    expect(await store.get("kept")).toBe("1");
    expect(await store.get("k10")).toBeNull();
  });
});
