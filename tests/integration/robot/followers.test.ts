import { beforeEach, describe, expect, it } from "vitest";
import { config } from "@/lib/config";
import { db } from "@/lib/db";
import { countFollowers, noteFollowed, noteLeft } from "@/lib/shop/followers";
import { freshWorld } from "@/tests/support/world";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const lin = () => db().follower.findFirst({ where: { openid: "lin" } });

beforeEach(() => freshWorld());

describe("who follows the account", () => {
  it("is counted until they leave, and once however often it is told", async () => {
    expect(await countFollowers()).toBe(0);
    await noteFollowed("lin", "", at(1));
    await noteFollowed("lin", "", at(1));
    await noteFollowed("chen", "", at(2));
    expect(await countFollowers()).toBe(2);
    await noteLeft("lin", at(3));
    await noteLeft("lin", at(3));
    expect(await countFollowers()).toBe(1);
    await noteFollowed("lin", "", at(4));
    expect(await countFollowers()).toBe(2);
  });

  it("is noted with the moment and the QR code", async () => {
    await noteFollowed("lin", "product:garnet", at(1));
    const { appid } = config().auth.mp ?? {};
    expect(await lin()).toEqual({
      appid,
      openid: "lin",
      follows: true,
      since: at(1),
      scene: "product:garnet",
    });
    await noteLeft("lin", at(2));
    expect(await lin()).toMatchObject({ follows: false, since: at(2), scene: "product:garnet" });
    await noteFollowed("lin", "", at(3));
    expect(await lin()).toMatchObject({ follows: true, since: at(3), scene: "" });
  });

  it("is not changed by an older event that comes later", async () => {
    await noteLeft("lin", at(5));
    await noteFollowed("lin", "product:garnet", at(4));
    expect(await lin()).toMatchObject({ follows: false, since: at(5), scene: "" });
    await noteFollowed("lin", "", at(6));
    await noteLeft("lin", at(5));
    expect(await lin()).toMatchObject({ follows: true, since: at(6) });
  });

  it("is this account's only", async () => {
    await noteFollowed("lin", "", at(1));
    await db().follower.updateMany({ data: { appid: "wx0000000000000000" } });
    expect(await countFollowers()).toBe(0);
  });
});
