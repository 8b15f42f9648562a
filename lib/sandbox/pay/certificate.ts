import { buildXml } from "@/lib/wechat/xml";
import { type Explanation, sections } from "../explanation";
import type { PayAnswer } from "./answers";
import type { CallRules, ClientCertificate } from "./envelope";

/** Some calls want the merchant's certificate, by mutual TLS. (WeChat Pay v2, protocol rules, certificates) */

const rule = "退款、红包和付款的接口要用双向 TLS 出示商户证书（apiclient_cert）";

const page = `<html>
<head><title>400 No required SSL certificate was sent</title></head>
<body>
<center><h1>400 Bad Request</h1></center>
<center>No required SSL certificate was sent</center>
<hr><center>nginx</center>
</body>
</html>
`;

/** @returns remarks for the ledger, or the refusal */
export function checkCertificate(
  shown: ClientCertificate | undefined,
  rules: Pick<CallRules, "certificate">,
): { notes: readonly string[] } | PayAnswer {
  if (!rules.certificate) return { notes: [] };
  switch (shown) {
    case "verified":
      return { notes: [] };
    case undefined:
      return { notes: [`${rule}；这个连接上看不到证书，沙箱放过。要检查的话：npm run sandbox -- --tls`] };
    case "none": {
      const why = whyNot(
        "请求没有带商户证书",
        "把 apiclient_cert.pem 和 apiclient_key.pem 交给 HTTPS 客户端",
      );
      const contentType = "text/html";
      return { body: page, status: 400, contentType, outcome: "HTTP 400，没有出示证书", ok: false, why };
    }
    case "foreign": {
      const why = whyNot("出示的证书不是这个商户的，或者过期了", "在商户平台重新下载 API 证书");
      const text = "证书验证失败";
      const body = buildXml({
        return_code: "FAIL",
        return_msg: text,
        result_code: "FAIL",
        err_code: "CA_ERROR",
        err_code_des: text,
      });
      return { body, outcome: `CA_ERROR ${text}`, ok: false, why };
    }
  }
}

const whyNot = (given: string, advice: string): Explanation => ({
  section: sections.payTransport,
  rule,
  given,
  advice,
});
