import { EnhancedForm } from "../../(shop)/_components/enhanced-form";

/** Carriers that a parcel usually goes by; any other can be typed. */
const carriers = ["顺丰速运", "京东快递", "中国邮政 EMS", "圆通速递", "中通快递"];

/** Tells the buyer how the parcel travels. */
export function ShipForm({ id }: { id: string }) {
  return (
    <EnhancedForm action={`/admin/orders/${id}/ship`}>
      <label className="entry">
        <span className="entry__label">快递公司</span>
        <input
          className="entry__input"
          name="carrier"
          list="carriers"
          defaultValue={carriers[0]}
          maxLength={30}
          required
        />
        <datalist id="carriers">
          {carriers.map((carrier) => (
            <option key={carrier} value={carrier} />
          ))}
        </datalist>
      </label>
      <label className="entry">
        <span className="entry__label">运单号</span>
        <input
          className="entry__input"
          name="trackingNo"
          placeholder="例如 SF1234567890123"
          autoComplete="off"
          pattern="[0-9A-Za-z\-]{5,40}"
          title="5 到 40 位数字或字母"
          maxLength={40}
          required
        />
      </label>
      <div className="deeds">
        <button type="submit" className="weui-btn weui-btn_primary">
          确认发货
        </button>
      </div>
    </EnhancedForm>
  );
}
