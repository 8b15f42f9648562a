import type { CashInQuote } from "@/lib/shop/cash-in/open";
import { fenOfGems } from "@/lib/shop/cash-in/rules";
import { EnhancedForm } from "./enhanced-form";
import { Price } from "./price";

/** Gems that are offered to be cashed in, besides all of them. */
const usual = [100, 500, 1000];

function choicesOf({ least, most }: CashInQuote): number[] {
  return [...new Set([...usual, most])].filter((gems) => gems >= least && gems <= most).sort((a, b) => a - b);
}

/** Why nothing can be cashed in, or null. */
function obstacleOf({ possible, gems, least, most }: CashInQuote): string | null {
  if (!possible) return "本店暂时不能兑换现金，宝石一直为您留着。";
  if (gems < 0) return "余额补足后，就可以继续兑换。";
  if (most < least) return `满 ${least} 颗就可以兑换，还差 ${least - gems} 颗。`;
  return null;
}

type CashInFormProps = { quote: CashInQuote; inWechat: boolean };

/** How much to cash in. What was chosen is checked again by the server. */
export function CashInForm({ quote, inWechat }: CashInFormProps) {
  const obstacle = obstacleOf(quote);
  const choices = choicesOf(quote);
  return (
    <section className="weui-cells cash-in" aria-labelledby="cash-in">
      <h2 className="cash-in__title" id="cash-in">
        兑换现金
      </h2>
      {obstacle ? (
        <p className="cash-in__obstacle">{obstacle}</p>
      ) : (
        <EnhancedForm action="/me/gems/cash-in">
          <input type="hidden" name="once" value={quote.once} />
          <ul className="choices">
            {choices.map((gems, index) => (
              <li key={gems}>
                <label className="choice">
                  <input type="radio" name="gems" value={gems} defaultChecked={index === 0} required />
                  <span className="choice__face">
                    <Price fen={fenOfGems(gems)} />
                    <small>{gems === quote.most ? "全部" : `${gems.toLocaleString("en")} 颗`}</small>
                  </span>
                </label>
              </li>
            ))}
          </ul>
          <button type="submit" className="weui-btn weui-btn_primary cash-in__button">
            立即兑换
          </button>
        </EnhancedForm>
      )}
      <p className="cash-in__note">
        {inWechat
          ? "由微信支付发放，收到后请在 24 小时内领取；过期未领，宝石会退回来。单次最多 200 元。"
          : "兑换的钱要在微信里领取：可以现在兑换，再用手机在微信里打开「我的 · 宝石」收款。"}
      </p>
    </section>
  );
}
