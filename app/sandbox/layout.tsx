import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import "./sandbox.css";

/** Whether the sandbox is on is known when the server starts, not in the build: no page of it may be made there. */
export const dynamic = "force-dynamic";

export const metadata: Metadata = { robots: { index: false, follow: false } };

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  colorScheme: "light dark",
};

/** The root of WeChat's own pages and of the console: they share nothing with the shop's. */
export default function SandboxLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="zh-CN">
      <body>{children}</body>
    </html>
  );
}
