import { currentUser } from "@/lib/session";
import { cartCount } from "@/lib/shop/cart";

/** What the static pages show of the person who looks at them. */
export async function GET() {
  const user = await currentUser();
  const count = await cartCount(user);
  const headers = { "cache-control": "private, no-store" };
  return Response.json({ loggedIn: user !== null, cartCount: count }, { headers });
}
