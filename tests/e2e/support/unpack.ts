import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export const require = createRequire(import.meta.url);
const cache = join(process.cwd(), "node_modules/.cache/moonstone");

/** The folder of an installed package, whose entry file lies `depth` folders below it. */
export const packageFolder = (name: string, depth: number): string =>
  join(dirname(require.resolve(name)), ...Array<string>(depth).fill(".."));

/** Runs `work` with some environment variables, and puts back whatever it and its imports changed. */
async function withEnvironment(values: Record<string, string>, work: () => Promise<void>): Promise<void> {
  const before = { ...process.env };
  Object.assign(process.env, values);
  try {
    await work();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/**
 * The folder of a browser that its package unpacks into the temporary folder. Each gets one of its own, since they
 * unpack to the same names, and keeps it until node_modules is removed.
 * @param name names the folder: the package and its version
 * @param environment what makes the package unpack all that it has
 * @param work unpacks into TMPDIR
 */
export async function unpackOnce(
  name: string,
  environment: Record<string, string>,
  work: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, "unpacking-"));
  await withEnvironment({ ...environment, TMPDIR: unfinished }, () => work(unfinished));
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // Otherwise another run was faster.
  }
  return folder;
}

/** The environment for a browser with its own libraries and fonts. */
export function browserEnvironment(values: {
  libraries: string;
  fontSettings: string;
}): Record<string, string> {
  const own = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return {
    ...Object.fromEntries(own),
    LD_LIBRARY_PATH: [values.libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(":"),
    FONTCONFIG_FILE: values.fontSettings,
  };
}

/** A fonts.conf with the machine's fonts, and those in `folder` for a machine that has none. */
export const fontSettings = (folder: string, cacheName: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <dir>${folder}</dir>
  <cachedir>${join(cache, cacheName)}</cachedir>
</fontconfig>
`;
