import { beforeEach, describe, expect, it } from "vitest";
import { config } from "@/lib/config";
import { db } from "@/lib/db";
import { countFollowers, noteFollowed, noteLeft } from "@/lib/shop/followers";
import { freshWorld } from "@/tests/support/world";

const begin = Date.UTC(2026, 0, 1) / 1000;
/** A CreateTime. */
const second = (number: number) => begin + number;
const at = (number: number) => new Date(second(number) * 1000);
const lin = () => db().follower.findFirst({ where: { openid: "lin" } });

beforeEach(() => freshWorld());

describe("who follows the account", () => {
  it("is counted until they leave, and once however often it is told", async () => {
    expect(await countFollowers()).toBe(0);
    await noteFollowed("lin", "", second(1));
    await noteFollowed("lin", "", second(1));
    await noteFollowed("chen", "", second(2));
    expect(await countFollowers()).toBe(2);
    await noteLeft("lin", second(3));
    await noteLeft("lin", second(3));
    expect(await countFollowers()).toBe(1);
    await noteFollowed("lin", "", second(4));
    expect(await countFollowers()).toBe(2);
  });

  it("is noted with the moment and the QR code", async () => {
    await noteFollowed("lin", "product:garnet", second(1));
    const { appid } = config().auth.mp ?? {};
    expect(await lin()).toEqual({
      appid,
      openid: "lin",
      follows: true,
      since: at(1),
      scene: "product:garnet",
    });
    await noteLeft("lin", second(2));
    expect(await lin()).toMatchObject({ follows: false, since: at(2), scene: "product:garnet" });
    await noteFollowed("lin", "", second(3));
    expect(await lin()).toMatchObject({ follows: true, since: at(3), scene: "" });
  });

  it("is not changed by an older event that comes later", async () => {
    await noteLeft("lin", second(5));
    await noteFollowed("lin", "product:garnet", second(4));
    expect(await lin()).toMatchObject({ follows: false, since: at(5), scene: "" });
    await noteFollowed("lin", "", second(6));
    await noteLeft("lin", second(5));
    expect(await lin()).toMatchObject({ follows: true, since: at(6) });
  });

  it("is not settled for ever by an event of the future", async () => {
    await noteFollowed("lin", "", second(1_000_000_000));
    expect((await lin())?.since.getTime()).toBeLessThanOrEqual(Date.now());
    await noteLeft("lin", Math.ceil(Date.now() / 1000) + 1);
    expect(await lin()).toMatchObject({ follows: false });
  });

  it("is this account's only", async () => {
    await noteFollowed("lin", "", second(1));
    await db().follower.updateMany({ data: { appid: "wx0000000000000000" } });
    expect(await countFollowers()).toBe(0);
  });
});
