import type { MenuLine } from "@/lib/shop/menu-lines";

const types: Readonly<Record<string, string>> = {
  view: "打开",
  click: "自动回复",
  scancode_push: "扫一扫",
  scancode_waitmsg: "扫一扫",
  pic_sysphoto: "拍照",
  pic_photo_or_album: "拍照或相册",
  pic_weixin: "相册",
  location_select: "发送位置",
  miniprogram: "小程序",
};

const wordsFor = ({ type, target }: MenuLine): string =>
  [types[type] ?? type, type === "view" || type === "click" ? target : ""].filter(Boolean).join(" ");

/** The account's menu as a list: its buttons, and under each those that it opens. */
export function MenuList({ lines }: { lines: MenuLine[] }) {
  return (
    <ul className="menu-list">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: buttons have their places, and may share a name
        <li key={index}>
          {line.name}
          {line.below.length > 0 ? <MenuList lines={line.below} /> : <small>{wordsFor(line)}</small>}
        </li>
      ))}
    </ul>
  );
}
