import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Access } from "@/app/sandbox/_console/access";
import { entriesOf } from "@/app/sandbox/_console/allow-list";
import { clicked, Faults } from "@/app/sandbox/_console/faults";
import type { AccessState } from "@/lib/sandbox/cgi-bin/access-state";
import type { FaultState } from "@/lib/sandbox/faults";

const nothing = () => undefined;

describe("a fault's chip", () => {
  const fault = (changes: Partial<FaultState>): FaultState => ({
    name: "api_slow",
    group: "api",
    title: "接口很慢",
    description: "晚 15 秒",
    on: false,
    sticky: false,
    ...changes,
  });
  const shown = (changes: Partial<FaultState>) =>
    renderToStaticMarkup(createElement(Faults, { faults: [fault(changes)], onChange: nothing }));

  it("asks for one time, then for good, then for nothing", () => {
    expect(clicked({ on: false, sticky: false })).toEqual({ on: true, sticky: false });
    expect(clicked({ on: true, sticky: false })).toEqual({ on: true, sticky: true });
    expect(clicked({ on: true, sticky: true })).toEqual({ on: false, sticky: false });
  });

  it.each<[Partial<FaultState>, string, string]>([
    [{}, 'aria-pressed="false" aria-description="点一下：下一次出错" data-mode="off"', "接口很慢</button>"],
    [{ on: true }, 'aria-pressed="true" aria-description="只出错一次', "一次</span>"],
    [{ on: true, sticky: true }, 'aria-pressed="true" aria-description="一直出错', "一直</span>"],
  ])("tells %j to the eye and to the ear", (changes, said, seen) => {
    expect(shown(changes)).toContain(said);
    expect(shown(changes)).toContain(seen);
  });

  it("is seen with its group, and whatever group is open while it is on", () => {
    const names = (group: "pay" | "api", on: boolean) => {
      const first = fault({ name: "pay_fails", group: "pay" });
      const second = fault({ name: "api_slow", group, on });
      const html = renderToStaticMarkup(
        createElement(Faults, { faults: [first, second], onChange: nothing }),
      );
      return [...html.matchAll(/data-testid="sandbox-fault-(\w+)"/g)].map(([, name]) => name);
    };
    expect(names("pay", false)).toEqual(["pay_fails", "api_slow"]);
    expect(names("api", false)).toEqual(["pay_fails"]);
    expect(names("api", true)).toEqual(["pay_fails", "api_slow"]);
  });
});

describe("the tokens", () => {
  const nowMs = Date.parse("2026-01-01T00:00:00Z");
  const state = (changes: Partial<AccessState> = {}): AccessState => ({
    living: [
      {
        kind: "stable_token",
        value: "12_abc",
        account: "mp",
        accountName: "公众号",
        endsAt: "2026-01-01T01:00:00.000Z",
        replaced: false,
      },
      {
        kind: "token",
        value: "34_def",
        account: "qrcode",
        accountName: "网站应用",
        endsAt: "2026-01-01T00:04:00.000Z",
        replaced: true,
      },
      {
        kind: "jsapi",
        value: "ticket",
        account: "mp",
        accountName: "公众号",
        endsAt: "2026-01-01T00:00:30.000Z",
        replaced: false,
      },
    ],
    quotas: [{ name: "token", used: 3, limit: 2000 }],
    allowList: [],
    ...changes,
  });
  const shown = (changes?: Partial<AccessState>) =>
    renderToStaticMarkup(createElement(Access, { access: state(changes), nowMs, onChange: nothing }));

  it("are counted in one line, and listed with their time", () => {
    const html = shown();
    expect(html).toContain("access_token <b>2</b>");
    expect(html).toContain("ticket <b>1</b>");
    expect(html).toContain("1 小时后失效");
    expect(html).toContain("已被代替，4 分后失效");
    expect(html).toContain("今天 token 3/2000");
    expect(html.match(/data-testid="sandbox-revoke"/g)).toHaveLength(3);
  });

  it("that are none are explained, and cannot be ended", () => {
    const html = shown({ living: [] });
    expect(html).toContain("还没有人取过");
    expect(html).toMatch(/disabled=""[^>]*data-testid="sandbox-revoke-all"/);
  });

  it("say who may fetch them", () => {
    expect(shown()).toContain("全部放行");
    const html = shown({ allowList: ["1.2.3.4", "10.0.0.0/8"] });
    expect(html).toContain("只放行 2 条");
    expect(html).toContain('value="1.2.3.4 10.0.0.0/8"');
  });
});

it("an allow-list is written with blanks, commas or lines between", () => {
  expect(entriesOf(" 1.2.3.4,10.0.0.0/8，::1\n5.6.7.8；  ")).toEqual([
    "1.2.3.4",
    "10.0.0.0/8",
    "::1",
    "5.6.7.8",
  ]);
  expect(entriesOf("  ")).toEqual([]);
});
