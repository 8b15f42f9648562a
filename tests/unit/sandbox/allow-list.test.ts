import { describe, expect, it } from "vitest";
import { bothForms, callerIp, isAllowed, isListable } from "@/lib/sandbox/cgi-bin/allow-list";

describe("the IP allow-list", () => {
  it.each(["1.2.3.4", "10.0.0.0/8", "0.0.0.0/0", "::1", "2001:db8::/32", "2001:db8::1"])(
    "takes %s",
    (entry) => {
      expect(isListable(entry)).toBe(true);
    },
  );

  it.each([
    "",
    "1.2.3",
    "1.2.3.4/33",
    "1.2.3.4/",
    "1.2.3.4/x",
    "1.2.3.4/8/8",
    "::1/129",
    "localhost",
    "1.2.3.4 ",
  ])("does not take %j", (entry) => {
    expect(isListable(entry)).toBe(false);
  });

  it.each<[string, string[], boolean]>([
    ["1.2.3.4", [], true],
    ["1.2.3.4", ["1.2.3.4"], true],
    ["1.2.3.5", ["1.2.3.4"], false],
    ["10.9.8.7", ["10.0.0.0/8"], true],
    ["11.0.0.1", ["10.0.0.0/8", "1.2.3.4"], false],
    ["2001:db8::5", ["2001:db8::/32"], true],
    ["2001:db9::5", ["2001:db8::/32"], false],
    ["127.0.0.1", ["::1"], true],
    ["1.2.3.4", ["nonsense"], false],
  ])("whether %s is on %j: %s", (ip, entries, allowed) => {
    expect(isAllowed(ip, entries)).toBe(allowed);
  });

  it.each([
    ["203.0.113.9", "203.0.113.9"],
    ["203.0.113.9, 10.0.0.1", "203.0.113.9"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["::1", "127.0.0.1"],
    ["2001:db8::5", "2001:db8::5"],
    ["unknown", "127.0.0.1"],
    ["", "127.0.0.1"],
  ])("a call with X-Forwarded-For %j comes from %s", (header, ip) => {
    expect(callerIp(new Headers(header ? { "x-forwarded-for": header } : {}))).toBe(ip);
  });

  it("is told in both forms", () => {
    expect(bothForms("1.2.3.4")).toBe("1.2.3.4 ipv6 ::ffff:1.2.3.4");
    expect(bothForms("2001:db8::5")).toBe("2001:db8::5 ipv6 2001:db8::5");
  });
});
