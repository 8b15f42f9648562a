const beforeShipping = ["不想要了", "拍错或多拍了", "等太久还没有发货", "和店主商量好了", "其他"];
const afterShipping = ["宝石有瑕疵", "和描述不一样", "收到时已破损", "七天无理由退货", "其他"];

/** Why money is asked back for: a choice, and room for more. */
export function ReasonFields({ shipped }: { shipped: boolean }) {
  const reasons = shipped ? afterShipping : beforeShipping;
  return (
    <fieldset className="weui-cells reasons">
      <legend className="reasons__title">退款原因</legend>
      <ul className="reasons__list">
        {reasons.map((reason) => (
          <li key={reason}>
            <label className="reason">
              <input type="radio" name="reason" value={reason} required />
              <span className="reason__face">{reason}</span>
            </label>
          </li>
        ))}
      </ul>
      <label className="reasons__more">
        <span className="visually-hidden">补充说明</span>
        <textarea name="more" rows={3} maxLength={150} placeholder="补充说明（选填），说得越细处理越快" />
      </label>
    </fieldset>
  );
}
