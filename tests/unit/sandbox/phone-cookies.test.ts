import { expect, test } from "vitest";
import { handOver } from "@/lib/sandbox/phone-cookies";

const sent = (cookie: string) => new Headers({ cookie });
const pairs = (lines: string[]) => lines.map((line) => line.split(";")[0]);

test("a phone that stays where it is keeps its cookies", () => {
  expect(handOver(sent("session=a"), "lin", "lin")).toEqual([]);
});

test("the login of the one is put away, and brought back later", () => {
  const away = handOver(sent("session=a%3D; sandbox_phone=lin"), "lin", "chen");
  expect(pairs(away)).toContain("session=");
  expect(away.find((line) => line.startsWith("session="))).toContain("Max-Age=0");
  const kept = pairs(away).find((pair) => pair?.startsWith("sandbox_cookies_lin=")) ?? "";

  const back = handOver(sent(`session=b; sandbox_phone=chen; ${kept}`), "chen", "lin");
  expect(pairs(back)).toContain("session=a%3D");
  expect(pairs(back)).not.toContain("session=");
});

test("what was put away comes back only as plain cookies", () => {
  const forged = encodeURIComponent(JSON.stringify([["a b", "c"], ["d", "e; Domain=evil"], ["f", "g"], 7]));
  const back = handOver(sent(`sandbox_cookies_lin=${forged}`), "chen", "lin");
  expect(pairs(back).slice(1)).toEqual(["f=g"]);
  expect(handOver(sent("sandbox_cookies_lin=%7B"), "chen", "lin")).toHaveLength(1);
});
