import type { Metadata, Viewport } from "next";
import { OfflineNotice } from "./_components/offline-notice";
import { ShareCards } from "./_components/share-card";
import { ShopDocument } from "./_components/shop-document";
import { ThisPageCode } from "./_components/this-page-code";

export const metadata: Metadata = {
  title: { default: "月光宝石 Moonstone", template: "%s · 月光宝石" },
  description: "十二颗天然宝石，各有一束自己的光。在微信里挑选、下单、付款。",
  formatDetection: { telephone: false, date: false, address: false, email: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f4f4fa" },
    { media: "(prefers-color-scheme: dark)", color: "#0d0e1c" },
  ],
};

/** The same for everyone, so that the catalogue can be static. */
export default function ShopLayout({ children }: { children: React.ReactNode }) {
  return (
    <ShopDocument aside={<ThisPageCode />}>
      <OfflineNotice />
      <ShareCards />
      {children}
    </ShopDocument>
  );
}
