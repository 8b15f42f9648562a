export const dynamic = "force-dynamic";

/** The least that an address can do which answers with a script made for one page: as many bytes as it is told. */
export const GET = (request) => {
  const { searchParams } = new URL(request.url);
  const start = `loadedBy(${JSON.stringify(request.headers.get("referer"))});\n//`;
  return new Response(start.padEnd(Number(searchParams.get("bytes")), "-"), {
    headers: { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-store" },
  });
};
