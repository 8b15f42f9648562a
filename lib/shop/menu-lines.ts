/** A button as the operator reads it. */
export type MenuLine = {
  name: string;
  /** WeChat's type of button; empty for one that opens a list. */
  type: string;
  /** The address, the key, or what else a tap leads to. */
  target: string;
  below: MenuLine[];
};

/** As ours are written, and as WeChat tells them. (Custom menu) */
type Button = {
  readonly name: string;
  readonly type?: string | undefined;
  readonly key?: string | undefined;
  readonly url?: string | undefined;
  readonly pagepath?: string | undefined;
  readonly media_id?: string | undefined;
  readonly article_id?: string | undefined;
  readonly value?: string | undefined;
  readonly sub_button?: readonly Button[] | undefined;
};

function lineOf({ name, type = "", sub_button = [], ...rest }: Button): MenuLine {
  if (sub_button.length > 0) return { name, type: "", target: "", below: sub_button.map(lineOf) };
  const { pagepath, url, key, media_id, article_id, value } = rest;
  return { name, type, target: pagepath ?? url ?? key ?? media_id ?? article_id ?? value ?? "", below: [] };
}

export const menuLines = (buttons: readonly Button[]): MenuLine[] => buttons.map(lineOf);

export const sameMenu = (one: readonly MenuLine[], other: readonly MenuLine[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
