import { describe, expect, it } from "vitest";
import { shippingOf } from "@/app/(shop)/_components/wechat-address";
import { shippingSchema } from "@/lib/shop/orders/place";

const given = {
  errMsg: "openAddress:ok",
  userName: "林月",
  telNumber: "13800138000",
  provinceName: "浙江省",
  cityName: "杭州市",
  countryName: "西湖区",
  detailInfo: "龙井路 1 号 3 幢 502",
  postalCode: "310013",
  nationalCode: "330106",
};

describe("an address of WeChat's in our form", () => {
  it("fills the four fields, and passes their rules", () => {
    const shipping = shippingOf(given);
    expect(shipping).toEqual({
      receiver: "林月",
      phone: "13800138000",
      region: "浙江省 杭州市 西湖区",
      address: "龙井路 1 号 3 幢 502",
    });
    expect(shippingSchema.safeParse(shipping).success).toBe(true);
  });

  it.each([
    ["+86 138-0013-8000", "13800138000"],
    ["8613800138000", "13800138000"],
    ["008613800138000", "13800138000"],
    ["086 13800138000", "13800138000"],
    ["138 0013 8000", "13800138000"],
    // No mobile number: the visitor sees it and mends it.
    ["020-81167888", "02081167888"],
    ["+852 9123 4567", "85291234567"],
    ["", ""],
  ])("the number %j is %j", (telNumber, phone) => {
    expect(shippingOf({ ...given, telNumber }).phone).toBe(phone);
  });

  it("names a municipality once, and leaves out what is empty", () => {
    expect(
      shippingOf({ ...given, provinceName: "北京市", cityName: "北京市", countryName: "东城区" }).region,
    ).toBe("北京市 东城区");
    expect(shippingOf({ ...given, countryName: "" }).region).toBe("浙江省 杭州市");
    expect(shippingOf({ ...given, cityName: undefined }).region).toBe("浙江省 西湖区");
  });

  it("is no longer than the fields, has no line ends, and takes nothing for granted", () => {
    const long = shippingOf({
      userName: "月".repeat(99),
      provinceName: "省".repeat(99),
      detailInfo: "a\r\nb\tc ".repeat(99),
    });
    expect([long.receiver.length, long.region.length, long.address.length]).toEqual([30, 60, 120]);
    expect(long.address).toMatch(/^a b c a b c/);
    expect(shippingOf({})).toEqual({ receiver: "", phone: "", region: "", address: "" });
  });
});
