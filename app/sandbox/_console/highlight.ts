/** Takes a raw message apart into coloured pieces. Knows XML, JSON, forms and header lines; anything else is text. */

export type Piece = { kind: "name" | "string" | "number" | "mark" | "text"; text: string };

const piece = (kind: Piece["kind"], text: string): Piece => ({ kind, text });

const xmlToken = /<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s>/]+)([^>]*)>|([^<]+)/g;

/** One element a line, children indented. */
function xmlPieces(source: string): Piece[] {
  const pieces: Piece[] = [];
  let depth = 0;
  let leaf = false;
  const line = () => {
    if (pieces.length > 0) pieces.push(piece("text", `\n${"  ".repeat(depth)}`));
  };
  for (const [whole, cdata, slash, name, rest, text] of source.matchAll(xmlToken)) {
    if (cdata !== undefined)
      pieces.push(piece("mark", "<![CDATA["), piece("string", cdata), piece("mark", "]]>"));
    else if (text !== undefined) {
      if (text.trim()) pieces.push(piece(/^[\d.]+$/.test(text.trim()) ? "number" : "string", text.trim()));
    } else if (name === undefined || /^[?!]/.test(name)) {
      line();
      pieces.push(piece("mark", whole));
    } else if (slash) {
      depth = Math.max(0, depth - 1);
      if (!leaf) line();
      leaf = false;
      pieces.push(piece("mark", "</"), piece("name", name), piece("mark", ">"));
    } else {
      line();
      pieces.push(piece("mark", "<"), piece("name", name), piece("mark", `${rest ?? ""}>`));
      if (!rest?.endsWith("/")) depth += 1;
      leaf = !rest?.endsWith("/");
    }
  }
  return pieces;
}

const jsonToken = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*|true|false|null)|([{}[\],\s]+)/g;

function jsonPieces(source: string): Piece[] {
  let pretty = source;
  try {
    // Numbers beyond 2^53 would change their digits: such a text is shown as it came.
    if (!/\d{16,}/.test(source)) pretty = JSON.stringify(JSON.parse(source), null, 2);
  } catch {
    return [piece("text", source)];
  }
  return [...pretty.matchAll(jsonToken)].flatMap(([, text, colon, number, mark]) => {
    if (text !== undefined)
      return colon ? [piece("name", text), piece("mark", colon)] : [piece("string", text)];
    return [number === undefined ? piece("mark", mark ?? "") : piece("number", number)];
  });
}

const formPieces = (source: string): Piece[] =>
  source.split("&").flatMap((pair, index) => {
    const [name = "", ...value] = pair.split("=");
    return [
      piece("mark", index ? "\n&" : " "),
      piece("name", name),
      piece("mark", "="),
      piece("string", value.join("=")),
    ];
  });

function bodyPieces(body: string): Piece[] {
  const start = body.trimStart();
  if (/^<(xml|root|\?xml)\b/.test(start)) return xmlPieces(start);
  if (/^[{[]/.test(start)) return jsonPieces(start.trim());
  if (/^[\w.%[\]-]+=[^\s]*(&|$)/.test(start)) return formPieces(start.trim());
  return [piece("text", body)];
}

const headerLine = /^([\w-]+):\s?(.*)$/;

/** v3's Authorization: the scheme, and below it each of its parts. */
function authorizationPieces(value: string): Piece[] {
  const [scheme = "", ...rest] = value.split(" ");
  const parts = [...rest.join(" ").matchAll(/(\w+)="([^"]*)"(,?)/g)];
  if (parts.length === 0) return [piece("string", `${value}\n`)];
  return [
    piece("string", scheme),
    ...parts.flatMap(([, name = "", given = "", comma = ""]) => [
      piece("mark", "\n  "),
      piece("name", name),
      piece("mark", '="'),
      piece("string", given),
      piece("mark", `"${comma}`),
    ]),
    piece("mark", "\n"),
  ];
}

function headPieces(head: string): Piece[] {
  return head.split("\n").flatMap((line) => {
    const [, name, value = ""] = headerLine.exec(line) ?? [];
    if (name === undefined) return [piece("text", `${line}\n`)];
    const said = /^authorization$/i.test(name) ? authorizationPieces(value) : [piece("string", `${value}\n`)];
    return [piece("name", name), piece("mark", ": "), ...said];
  });
}

/** Head and body of a raw message, in pieces that together read as the message does. */
export function highlight(raw: string): Piece[] {
  const text = raw.replace(/\r\n/g, "\n");
  const gap = text.indexOf("\n\n");
  const first = text.split("\n", 1)[0] ?? "";
  const hasHead = /^(HTTP\/|[A-Z]{3,7} \S)/.test(first) || headerLine.test(first);
  if (!hasHead) return bodyPieces(text);
  if (gap < 0) return headPieces(text);
  return [...headPieces(text.slice(0, gap)), piece("text", "\n"), ...bodyPieces(text.slice(gap + 2))];
}
