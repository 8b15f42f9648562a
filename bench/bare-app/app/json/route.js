export const dynamic = "force-dynamic";

/** The least that a JSON address can do. */
export const GET = () => Response.json({ loggedIn: false, cartCount: 0 });
