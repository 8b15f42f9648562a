import type { PersonId } from "./people";

/**
 * Whether a page was opened from the account's chat or its menu: WeChat then asks its followers nothing, whatever the scope.
 * The phone's browser says so by a cookie, since nothing else of a page tells where it was opened. (Web page authorization)
 */

const name = "sandbox_from_chat";
/** As long as one looks around in a shop. */
const seconds = 15 * 60;

/** The cookie of a page that this person opens from the chat; it is set for the path `/`. */
export const enteredFromChat = (personId: PersonId): string =>
  `${name}=${personId}; Path=/; Max-Age=${seconds}; SameSite=Lax`;

/** The cookie of a page that is opened in any other way. */
export const enteredElsewhere = `${name}=; Path=/; Max-Age=0; SameSite=Lax`;

/** Whether this person came from the chat, by a Cookie header. */
export const cameFromChat = (cookies: string | null, personId: PersonId): boolean =>
  (cookies ?? "").split(/;\s*/).includes(`${name}=${personId}`);
