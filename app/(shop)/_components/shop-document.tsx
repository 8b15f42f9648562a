import "weui/dist/style/widget/weui-page/weui-msg.min.css";
import "weui/dist/style/widget/weui-cell/weui-cell.min.css";
import "weui/dist/style/widget/weui-tips/weui-dialog.min.css";
import "weui/dist/style/widget/weui-tips/weui-toast.min.css";
import "../_styles/tokens.css";
import "../_styles/base.css";
import "../_styles/controls.css";
import "../_styles/catalogue.css";
import "../_styles/product.css";
import "../_styles/cart.css";
import "../_styles/orders.css";
import "../_styles/pay.css";
import "../_styles/me.css";
import "../_styles/waiting.css";
import "../_styles/desktop.css";
import { Picture } from "./picture";

/**
 * The shop's HTML document: one column as wide as a phone, and on wide screens the shop's name beside it.
 * Of WeUI only the widgets that are used; their variables are set in _styles/tokens.css.
 */
export function ShopDocument({ children, aside }: { children: React.ReactNode; aside?: React.ReactNode }) {
  return (
    <html lang="zh-CN">
      <body>
        <a className="skip" href="#main">
          跳到内容
        </a>
        <div className="stage">
          <aside className="side" aria-label="月光宝石">
            <Picture className="side__logo" src="/brand/logo-dark.svg" alt="" size={64} />
            <p className="side__name">月光宝石</p>
            <p className="side__english" lang="en">
              Moonstone
            </p>
            <p className="side__line">夜里看得见光的石头</p>
            {aside}
          </aside>
          <div className="column">{children}</div>
        </div>
      </body>
    </html>
  );
}
