import type { PostalAddress } from "@/lib/wechat/browser/jssdk";

/** Like the fields of the checkout's form, and no longer than these. */
type Shipping = { receiver: string; phone: string; region: string; address: string };

/** A municipality is its own province: 北京市 北京市 东城区 is written once. */
const withoutRepetition = (names: string[]) =>
  names.filter((name, index) => name && name !== names[index - 1]);

/**
 * An address of WeChat's as our form has it. Numbers are written with +86, spaces and dashes there; what is no mobile
 * number after that is left for the visitor to mend. What WeChat does not say is empty.
 */
export function shippingOf(given: PostalAddress): Shipping {
  const { userName = "", telNumber = "", provinceName = "", cityName = "", countryName = "" } = given;
  const digits = telNumber.replace(/\D/g, "");
  return {
    receiver: userName.trim().slice(0, 30),
    phone: digits.replace(/^(0?0?86)(?=1\d{10}$)/, ""),
    region: withoutRepetition([provinceName, cityName, countryName].map((name) => name.trim()))
      .join(" ")
      .slice(0, 60),
    address: (given.detailInfo ?? "").replace(/\s+/g, " ").trim().slice(0, 120),
  };
}

/** Fills a form's fields with an address of WeChat's; the others, such as the note, stay as they are. */
export function fillAddress(form: HTMLFormElement | null, given: PostalAddress): void {
  for (const [name, value] of Object.entries(shippingOf(given))) {
    const field = form?.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value;
  }
}
