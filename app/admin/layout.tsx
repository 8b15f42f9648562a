import "weui/dist/style/widget/weui-page/weui-msg.min.css";
import "weui/dist/style/widget/weui-cell/weui-cell.min.css";
import "weui/dist/style/widget/weui-tips/weui-dialog.min.css";
import "weui/dist/style/widget/weui-tips/weui-toast.min.css";
import "../(shop)/_styles/tokens.css";
import "../(shop)/_styles/base.css";
import "../(shop)/_styles/controls.css";
import "../(shop)/_styles/pay.css";
import "../(shop)/_styles/waiting.css";
import "./_styles/admin.css";
import "./_styles/marks.css";
import "./_styles/table.css";
import "./_styles/forms.css";
import "./_styles/account.css";
import type { Metadata } from "next";

export const metadata: Metadata = {
  title: { default: "店主后台 · 月光宝石", template: "%s · 月光宝石后台" },
  robots: { index: false, follow: false },
  formatDetection: { telephone: false, date: false, address: false, email: false },
};
export { viewport } from "../(shop)/layout";

/** Says nothing of what is here: a stranger's 404 is shown in it too. */
export default function AdminLayout({ children }: { children: React.ReactNode }) {
  return (
    <html lang="zh-CN">
      <body className="admin-body">
        <a className="skip" href="#main">
          跳到内容
        </a>
        {children}
      </body>
    </html>
  );
}
