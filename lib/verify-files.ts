import { z } from "zod";

/** "MP_verify_AbCd.txt:AbCd"; that the name's middle stands alone is enough as well. */
const pairPattern = /^(?:MP_verify_)?([0-9a-z]{1,64})(?:\.txt)?:([0-9a-z]{1,64})$/i;
const example = "MP_verify_AbCd1234EfGh5678.txt:AbCd1234EfGh5678";

/**
 * The setting MP_VERIFY: the files by which WeChat checks whose a domain is, as `name:content`, with commas, spaces or
 * line ends between them. Gives the content by what stands between `MP_verify_` and `.txt`.
 * (Domain and deployment rules, "Verify file")
 */
export const verifyFiles = z.string().transform((text, context): Record<string, string> => {
  const pairs = text.split(/[\s,]+/).filter(Boolean);
  const wrong = pairs.findIndex((pair) => !pairPattern.test(pair));
  if (pairs.length === 0 || wrong >= 0) {
    const which = pairs.length > 1 ? ` (the ${wrong + 1}. of ${pairs.length} is not)` : "";
    context.addIssue(`should be the verification files as name:content, such as ${example}${which}`);
    return z.NEVER;
  }
  const files = new Map<string, string>();
  for (const pair of pairs) {
    const [, name = "", content = ""] = pairPattern.exec(pair) ?? [];
    if ((files.get(name) ?? content) !== content) {
      context.addIssue(`should give each file once: MP_verify_${name}.txt has two contents`);
      return z.NEVER;
    }
    files.set(name, content);
  }
  return Object.fromEntries(files);
});

/** The file's address, as WeChat spells it. */
export const verifyFilePath = (name: string): string => `/MP_verify_${name}.txt`;

/**
 * Answers a request for a verification file: its content and nothing else, for WeChat compares every character; 404 for
 * a name that is not among them. (Domain and deployment rules, "Verify file")
 * @param file the name as asked for, `MP_verify_{x}.txt`
 */
export function answerVerifyFile(file: string, files: Readonly<Record<string, string>>): Response {
  const name = /^MP_verify_([0-9A-Za-z]+)\.txt$/.exec(file)?.[1];
  const found = name !== undefined && Object.hasOwn(files, name) ? files[name] : undefined;
  return new Response(found ?? "MP_VERIFY has no such file", {
    status: found === undefined ? 404 : 200,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}
