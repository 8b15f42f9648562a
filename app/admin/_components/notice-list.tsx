import type { OrderNoticeKind } from "@/lib/config";
import type { NoticeRow } from "@/lib/shop/notices/queries";
import { Time } from "../../(shop)/_components/time";
import { NoticeChip } from "./chip";

/** What a notice tells the buyer, in words. */
export const noticeLabel: Record<OrderNoticeKind, string> = {
  paid: "付款成功",
  shipped: "已发货",
  refunded: "退款到账",
};

/** What buyers were told through WeChat, and how that ended. @param withOrder whether each leads to its order, and says which */
export function NoticeList({ notices, withOrder = false }: { notices: NoticeRow[]; withOrder?: boolean }) {
  return (
    <ul className="watch">
      {notices.map(({ id, orderId, kind, state, problem, at }) => (
        <li key={id} className="watch__item">
          {withOrder ? (
            <a href={`/admin/orders/${orderId}`}>
              {noticeLabel[kind]} <small>尾号 {orderId.slice(-6)}</small>
            </a>
          ) : (
            <span>{noticeLabel[kind]}</span>
          )}
          <NoticeChip state={state} />
          <Time at={at} />
          {problem ? <p className={state === "failed" ? "trouble" : undefined}>{problem}</p> : null}
        </li>
      ))}
    </ul>
  );
}
