import { verifyFilePath } from "@/lib/verify-files";
import { badIn, type Finding, type Mode, off, ok } from "./finding";

const patienceMs = 10_000;
/** Longer than any verification file: the rest of an answer is not read. */
const maxBytes = 1024;

type Fetch = typeof globalThis.fetch;

/**
 * Whether WeChat would find the files of MP_VERIFY at APP_URL: asks the running shop for each as WeChat's consoles do.
 * (Domain and deployment rules, "Verify file")
 * @param fetch for tests
 */
export async function checkVerifyFiles(
  { appUrl, verifyFiles }: { appUrl: string; verifyFiles: Readonly<Record<string, string>> },
  mode: Mode,
  fetch: Fetch = globalThis.fetch,
): Promise<Finding[]> {
  return Promise.all(
    Object.entries(verifyFiles).map(([name, content]) =>
      checkOne(`${appUrl}${verifyFilePath(name)}`, content, mode, fetch),
    ),
  );
}

async function checkOne(address: string, content: string, mode: Mode, fetch: Fetch): Promise<Finding> {
  let answer: { status: number; location: string | null; text: string };
  try {
    answer = await ask(address, fetch);
  } catch {
    return off(
      `not looked at: ${address} does not answer from here`,
      "Start the shop, or run npm run doctor on a machine that reaches it",
    );
  }
  const { status, location, text } = answer;
  if (location !== null) {
    const mend = "Answer at this very address, without a redirect; or make APP_URL the origin it leads to";
    return badIn(mode, `${address} leads to ${location}: WeChat looks no further`, mend);
  }
  if (status !== 200) {
    const mend =
      "Start the shop again: it reads MP_VERIFY when it starts. Does the proxy in front pass the address on?";
    return badIn(mode, `${address} answers ${status}`, mend);
  }
  if (text !== content) {
    const mend =
      "Start the shop again, for it reads MP_VERIFY when it starts; and look whether public/ holds a file of that name";
    return badIn(mode, `${address} is there, but with another content than MP_VERIFY says`, mend);
  }
  return ok(`${address} is what MP_VERIFY says`);
}

async function ask(address: string, fetch: Fetch) {
  const response = await fetch(address, {
    redirect: "manual",
    cache: "no-store",
    signal: AbortSignal.timeout(patienceMs),
  });
  const moved = response.status >= 300 && response.status < 400;
  const location = moved ? (response.headers.get("location") ?? "nowhere") : null;
  return { status: response.status, location, text: await beginning(response) };
}

async function beginning(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    size += part.value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      break;
    }
  }
  return Buffer.concat(parts).toString("utf8");
}
