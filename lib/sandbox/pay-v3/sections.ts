const page = (id: number): string => `https://pay.weixin.qq.com/doc/v3/merchant/${id}`;

/** The parts of WeChat Pay's documentation of v3 that the sandbox refers to. */
export const v3Sections = {
  transport: { title: "微信支付 V3 · 基本规则" },
  sign: { title: "微信支付 V3 · 请求签名", url: page(4012365342) },
  verify: { title: "微信支付 V3 · 应答与通知的验签", url: page(4016241880) },
  keys: { title: "微信支付 V3 · 微信支付公钥和平台证书" },
  sensitive: { title: "微信支付 V3 · 敏感信息加解密" },
  order: { title: "微信支付 V3 · 下单", url: page(4012525167) },
  query: { title: "微信支付 V3 · 查询订单" },
  close: { title: "微信支付 V3 · 关闭订单", url: page(4012556398) },
  refund: { title: "微信支付 V3 · 申请退款", url: page(4012556457) },
  transfer: { title: "微信支付 V3 · 商家转账", url: page(4012716434) },
  bill: { title: "微信支付 V3 · 申请和下载交易账单" },
  echo: { title: "微信支付 V3 · 安全自测" },
  notice: { title: "微信支付 V3 · 支付结果通知", url: page(4012791861) },
  callUp: { title: "微信支付 V3 · JSAPI 调起支付" },
} as const;
