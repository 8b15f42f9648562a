import type { PayApi } from "@/lib/sandbox/ledger";

/** Which of WeChat Pay's two interfaces it is. */
export function ApiBadge({ api }: { api: PayApi }) {
  return (
    <span className={`api-badge api-${api}`} title={api === "v3" ? "微信支付 APIv3" : "微信支付 V2"}>
      {api}
    </span>
  );
}
