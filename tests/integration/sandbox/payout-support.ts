import { db } from "@/lib/db";
import { answerHost } from "@/lib/sandbox/hosts";
import { openidOf } from "@/lib/sandbox/people";
import { nonceStr, sign } from "@/lib/wechat/sign";
import { buildXml, parseXml } from "@/lib/wechat/xml";
import { mp, pay, postRaw } from "./support";

/** Shared by the tests of what v2 pays out: red packs and enterprise payments. */

export type Fields = Record<string, string | number | undefined>;
const base = "/mmpaymkttransfers";

/** Red packs are signed by MD5, without a sign_type. */
export const post = (path: string, fields: Fields): Promise<Record<string, string>> => {
  const all: Fields = { mch_id: pay.mchid, nonce_str: nonceStr(32), ...fields };
  return postRaw(`${base}${path}`, buildXml({ ...all, sign: sign(all, pay.key, "MD5") }));
};

const packFields = (changes: Fields = {}): Fields => ({
  wxappid: mp.appid,
  mch_billno: "B1",
  send_name: "月光宝石",
  re_openid: openidOf(mp.appid, "lin"),
  total_amount: 500,
  total_num: 1,
  wishing: "多谢惠顾",
  client_ip: "127.0.0.1",
  act_name: "宝石换现金",
  remark: "兑换",
  ...changes,
});

export const send = (changes: Fields = {}) => post("/sendredpack", packFields(changes));
export const group = (changes: Fields = {}) =>
  post(
    "/sendgroupredpack",
    packFields({ total_amount: 900, total_num: 3, amt_type: "ALL_RAND", client_ip: undefined, ...changes }),
  );

export async function queryText(mch_billno = "B1"): Promise<string> {
  const path = `${base}/gethbinfo`;
  const all = {
    appid: mp.appid,
    mch_id: pay.mchid,
    nonce_str: nonceStr(32),
    mch_billno,
    bill_type: "MCHT",
  };
  const body = buildXml({ ...all, sign: sign(all, pay.key, "MD5") });
  const answer = await answerHost(
    "api.mch.weixin.qq.com",
    path,
    new Request("http://x/", { method: "POST", body }),
  );
  return (await answer?.text()) ?? "";
}

export const info = async (mch_billno?: string) =>
  parseXml((await queryText(mch_billno)).replace(/<hblist>.*<\/hblist>/, ""));
export const only = () => db().sandboxRedPack.findFirstOrThrow();
