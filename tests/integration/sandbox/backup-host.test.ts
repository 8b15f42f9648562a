import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { openidOf } from "@/lib/sandbox/people";
import { wxpay } from "@/lib/weixin";
import { freshWorld, interceptWechat } from "../../support/world";
import { lastCall, pay } from "./support";

/** WeChat Pay while its first host is away: the second takes the very same request. (WeChat Pay, disaster recovery) */

const order = {
  out_trade_no: "M20260101000001",
  total_fee: 8800,
  body: "月光石",
  type: "shop",
  openid: openidOf(pay.appid, "lin"),
  spbill_create_ip: "127.0.0.1",
};

/** What happens to what is sent to the first host. */
function firstHost(fault: () => never) {
  interceptWechat(async (request) =>
    new URL(request.url).pathname.startsWith("/sandbox/api.mch.weixin.qq.com/") ? fault() : null,
  );
}

const away = (): never => {
  throw new TypeError("fetch failed", { cause: { code: "ECONNREFUSED", syscall: "connect" } });
};
const lost = (): never => {
  throw new TypeError("fetch failed", { cause: { code: "ECONNRESET", syscall: "read" } });
};

describe.each(["v2", "v3"])("over %s", (api) => {
  beforeEach(async () => {
    await freshWorld({ WXPAY_API: api });
  });

  it("an order is placed and asked for at the second host, whose signatures are good", async () => {
    firstHost(away);
    const { prepay_id } = await wxpay().prepay({ trade_type: "JSAPI", ...order });
    expect(prepay_id).toMatch(/^wx/);
    expect(await lastCall()).toMatchObject({
      ok: true,
      address: expect.stringMatching(/^https:\/\/api2\.mch\.weixin\.qq\.com\//),
      why: { signature: { ok: true } },
    });
    expect(await wxpay().orderQuery({ out_trade_no: order.out_trade_no })).toMatchObject({
      trade_state: "NOTPAY",
    });
    expect(await db().sandboxOrder.count()).toBe(1);
  });

  it("what may have been done there is not sent to the second", async () => {
    firstHost(lost);
    await expect(wxpay().prepay({ trade_type: "JSAPI", ...order })).rejects.toMatchObject({
      outcome: "unknown",
    });
    expect(await db().sandboxOrder.count()).toBe(0);
  });
});
