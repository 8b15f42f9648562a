"use client";

import { useEffect, useState } from "react";
import { inWechat } from "./use-jssdk";

/** Only where there is something to print with: WeChat's browser has no printing. */
export function PrintButton() {
  const [possible, setPossible] = useState(false);
  useEffect(() => setPossible(!inWechat() && typeof window.print === "function"), []);
  if (!possible) return null;
  return (
    <button type="button" className="text-button" onClick={() => window.print()}>
      打印，或存为 PDF
    </button>
  );
}
