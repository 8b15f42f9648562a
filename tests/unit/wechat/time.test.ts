import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beijingTime, parseBeijingTime } from "@/lib/wechat";

describe("parseBeijingTime, bad input", () => {
  it.each([
    "",
    "2024",
    "2024050112000",
    "202405011200000",
    " 20240501120000",
    "20240501120000\n",
    "2024-05-01 12:00",
    "20241301000000",
    "20240001000000",
    "20240230000000",
    "20230229000000",
    "20240431000000",
    "20240500000000",
    "20240501240000",
    "20240501126000",
    "20240501120060",
    "００２４０５０１１２００００",
  ])("refuses %j", (text) => {
    expect(() => parseBeijingTime(text)).toThrow(RangeError);
  });
});

describe("beijingTime", () => {
  it.each([new Date(Number.NaN), new Date(8.64e15), new Date(Date.UTC(10_000, 0, 1))])(
    "refuses %s",
    (date) => {
      expect(() => beijingTime(date)).toThrow(RangeError);
    },
  );

  it("is eight hours ahead of UTC, across midnight and new year", () => {
    expect(beijingTime(new Date("2014-09-03T05:15:40Z"))).toBe("20140903131540");
    expect(beijingTime(new Date("2023-12-31T16:00:00.999Z"))).toBe("20240101000000");
    expect(parseBeijingTime("20240229235959")).toEqual(new Date("2024-02-29T15:59:59Z"));
  });

  it("knows no summer time, not even in the years when Beijing had it", () => {
    expect(beijingTime(new Date("1988-07-01T00:00:00Z"))).toBe("19880701080000");
  });

  it("comes back to the second", () => {
    const dates = fc.date({
      min: new Date("1971-01-01T00:00:00Z"),
      max: new Date("9999-12-31T15:59:59Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        expect(parseBeijingTime(beijingTime(date)).getTime()).toBe(Math.floor(date.getTime() / 1000) * 1000);
      }),
    );
  });
});
