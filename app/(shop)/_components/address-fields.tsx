import type { InputHTMLAttributes } from "react";
import { ChooseAddress } from "./choose-address";

type Address = { receiver: string; phone: string; region: string; address: string };
type FieldProps = InputHTMLAttributes<HTMLInputElement> & { name: string; label: string };

/** WeUI's form cell: what it is on the left, the input on the right, the whole of it to tap. */
function Field({ label, name, ...input }: FieldProps) {
  return (
    <label className="weui-cell field">
      <span className="field__label">{label}</span>
      <input className="field__input" name={name} {...input} />
    </label>
  );
}

type AddressFieldsProps = {
  address: Address | null;
  /** Whether WeChat can be asked for an address of the visitor's. */
  fromWechat: boolean;
};

/** Where the order goes; filled with the last order's. The rules are those of shippingSchema. */
export function AddressFields({ address, fromWechat }: AddressFieldsProps) {
  return (
    <fieldset className="weui-cells fields">
      <legend className="visually-hidden">收货信息</legend>
      {fromWechat ? <ChooseAddress /> : null}
      <Field
        label="收货人"
        name="receiver"
        defaultValue={address?.receiver}
        placeholder="姓名"
        autoComplete="name"
        maxLength={30}
        required
      />
      <Field
        label="手机号"
        name="phone"
        defaultValue={address?.phone}
        placeholder="11 位手机号"
        type="tel"
        inputMode="numeric"
        autoComplete="tel-national"
        pattern="1[3-9]\d{9}"
        title="11 位手机号"
        maxLength={11}
        required
      />
      <Field
        label="所在地区"
        name="region"
        defaultValue={address?.region}
        placeholder="省、市、区"
        autoComplete="address-level1"
        maxLength={60}
        required
      />
      <label className="weui-cell field">
        <span className="field__label">详细地址</span>
        <textarea
          className="field__input"
          name="address"
          defaultValue={address?.address}
          placeholder="街道、楼栋、门牌号"
          autoComplete="street-address"
          rows={2}
          maxLength={120}
          required
        />
      </label>
      <Field label="留言" name="note" placeholder="选填" autoComplete="off" maxLength={200} />
    </fieldset>
  );
}
