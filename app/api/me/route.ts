import { currentUser } from "@/lib/session";
import { cartCount } from "@/lib/shop/cart";

/** What the static pages show of the person who looks at them. */
export async function GET() {
  const [user, count] = [await currentUser(), await cartCount()];
  const headers = { "cache-control": "private, no-store" };
  return Response.json({ loggedIn: user !== null, cartCount: count }, { headers });
}
