import { notHere, route } from "@/lib/sandbox/gate";
import { readMedium } from "@/lib/sandbox/media";
import { sniff } from "@/lib/sandbox/media-kinds";

type Context = { params: Promise<{ id: string }> };

/** A medium of the chat. What its bytes are decides how it is served, so that nothing here can be a page or a script. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route<Context>({
  GET: async (_request, { params }) => {
    const medium = await readMedium((await params).id);
    const mime = medium && sniff(medium.bytes);
    if (!medium || mime === null) return notHere();
    return new Response(medium.bytes, {
      headers: {
        "content-type": mime,
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, max-age=3600",
      },
    });
  },
});
