import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { WechatConfigError } from "@/lib/wechat";
import { rejection } from "./support";
import { type Reply, v3Merchant } from "./wxpay-v3-support";

describe("downloadBill", () => {
  const text = `\uFEFF交易时间,商户订单号,交易状态,订单金额\r
总交易单数,应结订单总金额\r
\`0,\`0.00\r
`;
  const sha1 = (value: string) => createHash("sha1").update(value).digest("hex");
  const link = {
    hash_type: "SHA1",
    hash_value: sha1(text),
    download_url: "https://api.mch.weixin.qq.com/v3/billdownload/file?token=a-B_c",
  };

  function download(file: Reply, change = {}) {
    const merchant = v3Merchant((call) =>
      call.path.startsWith("/v3/billdownload") ? { signer: null, ...file } : { body: { ...link, ...change } },
    );
    return { ...merchant, bill: merchant.wxpay.downloadBill({ day: "2026-05-31" }) };
  }

  it("asks for the address, then for the file, which comes unsigned", async () => {
    const { bill: asked, calls } = download({ body: text });
    expect(await asked).toMatchObject({ rows: [], totals: { 总交易单数: "0" }, text });
    expect(calls.map((call) => call.path)).toEqual([
      "/v3/bill/tradebill?bill_date=2026-05-31&bill_type=ALL",
      "/v3/billdownload/file?token=a-B_c",
    ]);
  });

  it("the address itself must be signed, and the file the one announced", async () => {
    const unsigned = v3Merchant(() => ({ body: link, signer: null }));
    expect(await rejection(unsigned.wxpay.downloadBill({ day: "2026-05-31" }))).toMatchObject({
      code: "ANSWER_UNSIGNED",
    });
    expect(unsigned.calls).toHaveLength(1);
    expect(await rejection(download({ body: `${text} ` }).bill)).toMatchObject({ code: "BILL_HASH" });
    expect(await rejection(download({ body: text.replace("0.00", "0.01") }).bill)).toMatchObject({
      code: "BILL_HASH",
    });
    expect(await rejection(download({ status: 400, body: { code: "INVALID_REQUEST" } }).bill)).toMatchObject({
      errCode: "INVALID_REQUEST",
    });
  });

  it("the file is asked of WeChat Pay's host, whatever host the address names", async () => {
    const { bill: asked, calls } = download(
      { body: text },
      { download_url: "https://evil.example/v3/billdownload/file?token=x" },
    );
    await asked;
    expect(calls[1]?.url).toBe("https://api.mch.weixin.qq.com/v3/billdownload/file?token=x");
  });

  it.each([
    ["another path", { download_url: "https://api.mch.weixin.qq.com/v3/refund/domestic/refunds" }],
    ["another digest", { hash_type: "MD5" }],
    ["no digest", { hash_value: "" }],
  ])("%s: not followed", async (_, change) => {
    const { bill: asked, calls } = download({ body: text }, change);
    expect(await rejection(asked)).toMatchObject({ code: "ANSWER" });
    expect(calls).toHaveLength(1);
  });

  it.each(["NO_STATEMENT_EXIST", "STATEMENT_CREATING"])("%s: there is none yet", async (code) => {
    const { wxpay } = v3Merchant(() => ({ status: 400, body: { code, message: "x" } }));
    expect(await wxpay.downloadBill({ day: "2026-05-31", type: "REFUND" })).toBeNull();
  });

  it.each(["20260531", "2026-02-30", "", "2026-05-31&tar_type=GZIP"])(
    "of the day %j: nothing is sent",
    async (day) => {
      const { wxpay, calls } = v3Merchant(() => ({}));
      expect(await rejection(wxpay.downloadBill({ day }))).toBeInstanceOf(WechatConfigError);
      expect(calls).toEqual([]);
    },
  );

  it("larger than other answers may be", async () => {
    const large = text.replace("\r\n总", `\r\n${"\r\n".repeat(600_000)}总`);
    expect(await download({ body: large }, { hash_value: sha1(large).toUpperCase() }).bill).toMatchObject({
      rows: [],
    });
  });
});
