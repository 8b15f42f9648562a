import { toString as qrCode } from "qrcode";
import { config } from "@/lib/config";
import { safeNext } from "@/lib/http/next";

/** A code with more than this would need a camera close to the screen. */
const longestPath = 300;

/** Draws the QR code that opens one of this site's own pages on a phone: `?path=/products/opal`. */
export async function GET(request: Request) {
  const path = safeNext(new URL(request.url).searchParams.get("path"));
  if (!path || path.length > longestPath) {
    return new Response("path: a path of this site, at most 300 characters\n", {
      status: 400,
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
  }
  const options = { type: "svg", margin: 2, errorCorrectionLevel: "M", color: { dark: "#1d1e4a" } } as const;
  return new Response(await qrCode(config().appUrl + path, options), {
    headers: { "content-type": "image/svg+xml", "cache-control": "public, max-age=86400" },
  });
}
