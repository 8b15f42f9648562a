/** The least that an address can do with a body: read it and send it back. */
export async function POST(request) {
  return new Response(await request.text(), { headers: { "content-type": "text/xml; charset=utf-8" } });
}
