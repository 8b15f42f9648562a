import { config } from "../config";

/**
 * Yours to edit: the menu below the chat with the official account. It shows once it has been published from /admin.
 * What a button of type click answers is registered in lib/handlers/robot.ts, by its key.
 */

/** The keys of the buttons that the robot answers. */
export const menuKeys = { orders: "ORDERS", gems: "GEMS", staff: "STAFF", scan: "SCAN" } as const;

/** At most three buttons, each with at most five below it. (Custom menu) */
export function shopMenu() {
  const { appUrl } = config();
  return [
    { name: "逛商店", type: "view", url: `${appUrl}/` },
    {
      name: "我的",
      sub_button: [
        { name: "最近订单", type: "click", key: menuKeys.orders },
        { name: "宝石余额", type: "click", key: menuKeys.gems },
        { name: "个人中心", type: "view", url: `${appUrl}/me` },
      ],
    },
    {
      name: "服务",
      sub_button: [
        { name: "扫码看宝石", type: "scancode_waitmsg", key: menuKeys.scan },
        { name: "联系客服", type: "click", key: menuKeys.staff },
      ],
    },
  ] as const;
}
