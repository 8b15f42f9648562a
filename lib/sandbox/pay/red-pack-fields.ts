import { isIPv4 } from "node:net";
import { type FieldRules, tooLong, tooManyBytes, wholeFen } from "./field-rules";

/** What the fields of a red pack must look like. (WeChat Pay v2, cash red packs) */

const scenes = ["1", "2", "3", "4", "5", "6", "7", "8"].map((number) => `PRODUCT_${number}`);

const common: FieldRules = {
  nonce_str: [tooLong("nonce_str", 32)],
  mch_billno: [
    {
      test: (value) => /^[0-9A-Za-z]{1,28}$/.test(value),
      rule: "mch_billno 是 1 到 28 位的数字和字母，在商户号下唯一",
      advice: "红包单号比订单号短：不要直接拿 32 位的订单号来用",
    },
  ],
  send_name: [tooManyBytes("send_name", 32)],
  total_amount: [wholeFen("total_amount")],
  wishing: [tooManyBytes("wishing", 128)],
  act_name: [tooManyBytes("act_name", 32)],
  remark: [tooManyBytes("remark", 256)],
  client_ip: [{ test: isIPv4, rule: "client_ip 是 IPv4 地址" }],
  scene_id: [{ test: (value) => scenes.includes(value), rule: "scene_id 是 PRODUCT_1 到 PRODUCT_8" }],
  risk_info: [tooLong("risk_info", 128)],
};

export const normalFields: FieldRules = {
  ...common,
  total_num: [{ test: (value) => value === "1", rule: "普通红包的 total_num 是 1" }],
};

export const groupFields: FieldRules = {
  ...common,
  total_num: [
    { test: (value) => /^([3-9]|[1-9]\d{1,2})$/.test(value), rule: "裂变红包的 total_num 至少是 3" },
  ],
  amt_type: [{ test: (value) => value === "ALL_RAND", rule: "amt_type 是 ALL_RAND" }],
};
