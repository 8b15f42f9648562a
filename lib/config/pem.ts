import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";

/** A PEM as it stands in one line of an .env file has `\n` for its line ends. */
const unfoldPem = (text: string): string => `${text.replaceAll("\\n", "\n").trim()}\n`;

function readPem(text: string): string | null {
  if (text.includes("-----BEGIN")) return unfoldPem(text);
  try {
    return readFileSync(resolve(/* turbopackIgnore: true */ process.cwd(), text), "utf8");
  } catch {
    return null;
  }
}

/** A setting that is a PEM, or the path of one; relative paths begin where the server was started. */
export const pem = z.string().transform((text, context) => {
  const read = readPem(text);
  if (read?.includes("-----BEGIN")) return read;
  context.addIssue(
    read === null
      ? "should be a PEM text, or the path of a file that can be read"
      : "is a file that is no PEM (a .p12 must be converted: openssl pkcs12 -nodes)",
  );
  return z.NEVER;
});
