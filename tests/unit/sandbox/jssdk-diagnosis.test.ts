import { describe, expect, it } from "vitest";
import { attempts, type DiagnosisInput, diagnose } from "@/lib/sandbox/jssdk/diagnosis";
import { sha1, signedText } from "@/lib/sandbox/jssdk/signed-text";

const page = "http://localhost:3000/stones";
const parameters = (count: number): string[] => Array.from({ length: count }, (_, index) => `p${index}=1`);
const addressWith = (pairs: string[]): string => `${page}?${pairs.join("&")}`;

/** A wrong signature of a page, and sixty other tickets that it may have been made with. */
function wrong(url: string, given = "0".repeat(40)): DiagnosisInput {
  const tickets = Array.from({ length: 60 }, (_, index) => ({
    mistake: "expired-ticket",
    text: "用的 jsapi_ticket 已经失效",
    value: `old-${index}`,
  }));
  const values = { jsapi_ticket: "ticket", noncestr: "nonce", timestamp: "1790000000", url };
  return { values, given, page: { platform: "android", seen: [] }, tickets };
}

/** As a program signs that takes another address for the page's. */
const signedFor = (url: string, signed: string): string =>
  sha1(signedText({ ...wrong(url).values, url: signed }));

describe("a page with a thousand parameters", () => {
  const all = parameters(1000);
  const url = addressWith(all);
  const countOf = (address: string): number => [...attempts(wrong(address))].length;

  it("costs no more attempts than one with thirty", () => {
    expect(countOf(url)).toBe(countOf(addressWith(parameters(30))));
    expect(countOf(url)).toBeGreaterThan(countOf(addressWith(parameters(29))));
  });

  it.each<[missing: string, signed: string, mistake: string]>([
    ["one of the first", addressWith(all.filter((pair) => pair !== "p29=1")), "parameter-left-out"],
    ["all of them", page, "query-left-out"],
  ])("is still told from one without %s", (_, signed, mistake) => {
    expect(diagnose(wrong(url, signedFor(url, signed)))).toMatchObject({ mistake, field: "url" });
  });

  it("is still told from one without what WeChat adds at the end", () => {
    const shared = addressWith([...all, "from=singlemessage", "isappinstalled=0"]);
    const diagnosis = diagnose(wrong(shared, signedFor(shared, url)));
    expect(diagnosis).toMatchObject({ mistake: "parameter-left-out", field: "url" });
    expect(diagnosis?.text).toContain("from、isappinstalled");
  });
});
