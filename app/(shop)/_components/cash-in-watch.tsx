"use client";

import { useRouter } from "next/navigation";
import { EnhancedForm } from "./enhanced-form";
import { useWatch } from "./use-watch";

type CashInWatchProps = { outBillNo: string; state: string };

/** Shows the page anew once the cash-in has another state than the page shows; a button does it without a script. */
export function CashInWatch({ outBillNo, state }: CashInWatchProps) {
  const router = useRouter();
  const url = `/me/gems/${outBillNo}/check`;
  useWatch(url, (now) => {
    if (now === state) return false;
    router.refresh();
    return now !== "created" && now !== "waiting";
  });
  return (
    <EnhancedForm action={url}>
      <button type="submit" className="weui-btn weui-btn_primary">
        看看结果
      </button>
    </EnhancedForm>
  );
}
