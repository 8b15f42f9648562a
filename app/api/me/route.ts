import { loginRequired } from "@/lib/http/login-answers";
import { bearerIsDead, currentUser } from "@/lib/session";
import { cartCount } from "@/lib/shop/cart";

/** What the static pages show of the person who looks at them; 20005 for an app whose token has ended. */
export async function GET() {
  if (await bearerIsDead()) return loginRequired("/me");
  const user = await currentUser();
  const count = await cartCount(user);
  const headers = { "cache-control": "private, no-store" };
  return Response.json({ loggedIn: user !== null, cartCount: count }, { headers });
}
