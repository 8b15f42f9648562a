import { describe, expect, it, vi } from "vitest";
import { log } from "@/lib/log";
import { NotificationError, WechatApiError, WechatError, WechatPayError } from "@/lib/wechat";
import { apiHints } from "@/lib/wechat/error-hints/api";
import type { Hint } from "@/lib/wechat/error-hints/hint";
import { payHints } from "@/lib/wechat/error-hints/pay";

const chinese = /\p{Script=Han}/u;
/** Whether both sentences are there, each whole and in its own language. */
function expectBothLanguages({ en, zh }: Hint): void {
  expect(en).toMatch(/^(\{ip\} )?[A-Z{].*\w.*\.$/s);
  expect(zh).toMatch(/。$/);
  expect(zh).toMatch(chinese);
  // English may name places of a Chinese console, but is no Chinese sentence.
  expect(en).not.toMatch(/[，。：；]/);
  expect(en.length).toBeGreaterThan(20);
  expect(zh.length).toBeGreaterThan(10);
}

describe("the table of api.weixin.qq.com's codes", () => {
  it("has 40 and more, each in English and in Chinese", () => {
    const entries = Object.entries(apiHints);
    expect(entries.length).toBeGreaterThanOrEqual(40);
    for (const [, hint] of entries) expectBothLanguages(hint);
  });

  it.each([
    -1, 40001, 40002, 40003, 40007, 40013, 40014, 40029, 40030, 40037, 40048, 40053, 40066, 40125, 40163,
    40164, 40165, 40226, 40243, 41001, 41002, 41003, 41004, 41005, 41006, 41008, 41009, 42001, 42002, 42003,
    42007, 43002, 43004, 43019, 43101, 44002, 45002, 45009, 45011, 45015, 45047, 47001, 47003, 48001, 48004,
    48006, 50001, 50002, 50004, 50007, 61004, 89501, 89503, 89506, 89507,
  ])("tells what to do about %i", (errcode) => {
    const error = new WechatApiError(errcode, "");
    expect(error.hint).toMatch(/\.$/);
    expect(error.hintZh).toMatch(/。$/);
    expect(`${error.hint}${error.hintZh}`).not.toContain("{ip}");
  });

  it("advises another try for nothing but a busy WeChat and the quotas of the minute and the day", () => {
    const retryable = Object.keys(apiHints).filter((code) => new WechatApiError(Number(code), "").retryable);
    expect(retryable.map(Number).sort((a, b) => a - b)).toEqual([-1, 45009, 45011]);
  });

  it.each([
    ["invalid ip 47.94.148.108 ipv6 ::ffff:47.94.148.108, not in whitelist rid: 5fab84d2-0", "47.94.148.108"],
    ["invalid ip  ipv6 2408:8000:1::5, not in whitelist rid: 5fab84d2-09424a07-00bd7fe3", "2408:8000:1::5"],
    ["invalid ip ::ffff:1.2.3.4, not in whitelist", "1.2.3.4"],
    [
      "access clientip is not registered requestIP: 113.118.1.2 rid: 6510fcad-3d8ae261-25861ec2",
      "113.118.1.2",
    ],
    ["access clientip 113.118.1.2.", "113.118.1.2"],
  ])("names the address to allow: %s", (errmsg, address) => {
    for (const errcode of [40164, 61004, 89503]) {
      const { hint, hintZh } = new WechatApiError(errcode, errmsg);
      expect(hint).toContain(`${address} `);
      expect(hintZh).toContain(`${address} `);
    }
    expect(new WechatApiError(40164, errmsg).hint).toContain("API IP 白名单");
  });

  it.each(["", "not in whitelist", "invalid ip 999.1.1.1", "invalid ip <script>alert(1)</script>"])(
    "names no address when WeChat does not: %j",
    (errmsg) => {
      const { hint, hintZh } = new WechatApiError(40164, errmsg);
      expect(hint).toMatch(/^This server's public address is not/);
      expect(hintZh).toMatch(/^本服务器的出口 IP 不在/);
    },
  );
});

describe("the table of WeChat Pay v2's codes", () => {
  it("has each in English and in Chinese", () => {
    for (const [code, hint] of Object.entries(payHints)) {
      expectBothLanguages(hint);
      const error = new WechatPayError({ returnCode: "SUCCESS", resultCode: "FAIL", errCode: code });
      expect([error.hint, error.hintZh]).toEqual([hint.en, hint.zh]);
    }
  });

  it.each(["FREQUENCY_LIMITED", "INVALID_REQ_TOO_MUCH"])("%s may be tried again", (errCode) => {
    const error = new WechatPayError({ returnCode: "SUCCESS", resultCode: "FAIL", errCode });
    expect(error).toMatchObject({ retryable: true, outcome: "refused" });
  });
});

describe("WechatApiError", () => {
  it.each([
    [-1, "unknown", true],
    [45011, "refused", true],
    [40029, "refused", false],
    [40163, "refused", false],
    [99999, "refused", false],
  ])("%i: %s, retryable %s", (errcode, outcome, retryable) => {
    const error = new WechatApiError(errcode, "x, rid: 65a33cd8-023106e1-2dc7e2f6");
    expect(error).toMatchObject({
      kind: "api",
      code: String(errcode),
      errcode,
      outcome,
      retryable,
      name: "WechatApiError",
    });
    expect(error).toBeInstanceOf(WechatError);
  });

  it.each([-1, 40001, 40013, 40029, 40125, 40163, 40164, 48001])("%i has a hint", (errcode) => {
    expect(new WechatApiError(errcode, "").hint).toMatch(/\w{3}.*\.$/);
  });

  it("has no hint for a code without one, even a funny one", () => {
    for (const errcode of [1, Number.NaN]) {
      const { hint, hintZh } = new WechatApiError(errcode, "");
      expect([hint, hintZh]).toEqual([undefined, undefined]);
    }
  });
});

describe("WechatPayError", () => {
  it.each(["SYSTEMERROR", "SYSTEM_ERROR", "BIZERR_NEED_RETRY", "PROCESSING"])(
    "%s leaves the result unknown",
    (errCode) => {
      const error = new WechatPayError({ returnCode: "SUCCESS", resultCode: "FAIL", errCode });
      expect(error).toMatchObject({ outcome: "unknown", retryable: true, code: errCode });
    },
  );

  it.each(["系统繁忙，请稍后再试", "SYSTEMERROR", "系统错误"])("so does a return_msg of %s", (returnMsg) => {
    expect(new WechatPayError({ returnCode: "FAIL", returnMsg }).outcome).toBe("unknown");
  });

  it.each(["ORDERPAID", "ORDERCLOSED", "OUT_TRADE_NO_USED", "APPID_MCHID_NOT_MATCH", "SIGNERROR", "NOAUTH"])(
    "%s is a refusal, with a hint",
    (errCode) => {
      const error = new WechatPayError({
        returnCode: "SUCCESS",
        resultCode: "FAIL",
        errCode,
        errCodeDes: "描述",
      });
      expect(error).toMatchObject({ outcome: "refused", retryable: false, errCode, errCodeDes: "描述" });
      expect(error.hint).toMatch(/\.$/);
      expect(error.message).toContain(`${errCode} 描述`);
    },
  );

  it("tells a number used twice from other invalid requests", () => {
    const used = {
      returnCode: "SUCCESS",
      resultCode: "FAIL",
      errCode: "INVALID_REQUEST",
      errCodeDes: "201 商户订单号重复",
    };
    expect(new WechatPayError(used).hint).toContain("out_trade_no");
    expect(new WechatPayError({ ...used, errCodeDes: "参数错误" }).hint).toMatch(/field/);
  });

  it("says what a refused signature usually means, and survives codes named like properties", () => {
    expect(new WechatPayError({ returnCode: "FAIL", returnMsg: "签名错误，请检查后再试" }).hint).toContain(
      "API key",
    );
    expect(new WechatPayError({ returnCode: "SUCCESS", errCode: "constructor" }).hint).toBeUndefined();
    expect(new WechatPayError({ returnCode: "" }).code).toBe("FAIL");
  });
});

describe("NotificationError", () => {
  it("is a refusal with a reason", () => {
    expect(new NotificationError("signature", "x")).toMatchObject({
      kind: "signature",
      reason: "signature",
      outcome: "refused",
    });
    expect(new NotificationError("appid", "x")).toMatchObject({
      kind: "malformed",
      code: "NOTIFICATION_APPID",
    });
  });
});

describe("an error in the log", () => {
  it("has what to do in both languages", () => {
    const written = vi.spyOn(console, "error").mockImplementation(() => {});
    log.warn("something", { error: new WechatApiError(40164, "invalid ip 1.2.3.4") });
    const line: unknown = JSON.parse(String(written.mock.calls[0]?.[0]));
    written.mockRestore();
    expect(line).toMatchObject({
      error: {
        code: "40164",
        hint: expect.stringContaining("1.2.3.4"),
        hintZh: expect.stringContaining("白名单"),
      },
    });
  });
});
