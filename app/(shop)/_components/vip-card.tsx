import { vip } from "@/lib/shop/membership";
import { EnhancedForm } from "./enhanced-form";
import { Price } from "./price";
import { Time } from "./time";

/** The membership as a card one would like to own. */
export function VipCard({ until }: { until: Date | null }) {
  return (
    <section className="vip" aria-labelledby="vip">
      <h2 className="vip__name" id="vip">
        月光会员
      </h2>
      <p className="vip__english" lang="en">
        Moonlight Member
      </p>
      {until ? (
        <p className="vip__until">
          有效期至 <Time at={until} day />
        </p>
      ) : (
        <p className="vip__until">
          <Price fen={vip.price} size="large" /> / {vip.days === 365 ? "年" : `${vip.days} 天`}
        </p>
      )}
      <ul className="vip__gifts">
        {vip.gifts.map((gift) => (
          <li key={gift}>{gift}</li>
        ))}
      </ul>
      <EnhancedForm className="vip__form" action="/me/vip">
        <button
          type="submit"
          className={until ? "weui-btn weui-btn_mini vip__renew" : "weui-btn weui-btn_mini btn_wechat"}
        >
          {until ? "续一年" : "立即开通"}
        </button>
      </EnhancedForm>
    </section>
  );
}
