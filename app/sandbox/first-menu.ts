import { changeMenus } from "@/lib/sandbox/menu-book";
import { shopMenu } from "@/lib/shop/menu";

/**
 * Gives the sandbox's account the shop's menu where it has none, as if it had been published from /admin: the chat shall
 * have one right after the clone. Written into its book, since a server that is only starting answers no calls yet.
 */
export async function publishFirstMenu(): Promise<void> {
  const button = shopMenu().map((top) =>
    "sub_button" in top ? { ...top, sub_button: top.sub_button.map((below) => ({ ...below })) } : { ...top },
  );
  await changeMenus((book) => {
    if (book.menu) return { book, told: null };
    const menuid = book.lastId + 1;
    return { book: { ...book, menu: { menuid, button }, lastId: menuid }, told: null };
  });
}
