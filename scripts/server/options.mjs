import { parseArgs } from "node:util";
import { asPort, port } from "../run/environment.mjs";

const understood = /** @type {const} */ ({
  port: { type: "string", short: "p" },
  hostname: { type: "string", short: "H" },
  keepAliveTimeout: { type: "string" },
});

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({ args, options: understood }).values;
  } catch (error) {
    const fault = error instanceof Error ? error.message.split(". ")[0] : error;
    throw new Error(
      `${fault}.\n` +
        "npm start takes -p (port), -H (hostname) and --keepAliveTimeout (ms), as `next start` has them. " +
        "Options for Node itself go into NODE_OPTIONS.",
    );
  }
}

/**
 * Reads the options of the server, named as those of `next start`.
 * @param {string[]} args
 * @returns {{ port: number, hostname: string | undefined, keepAliveTimeout: number | undefined }} the time in ms
 */
export function readOptions(args) {
  const values = parse(args);
  const keepAliveTimeout =
    values.keepAliveTimeout === undefined ? undefined : Number(values.keepAliveTimeout);
  if (keepAliveTimeout !== undefined && !(Number.isInteger(keepAliveTimeout) && keepAliveTimeout > 0)) {
    throw new Error(
      `--keepAliveTimeout is ${values.keepAliveTimeout}: it should be a number of milliseconds`,
    );
  }
  return {
    port: values.port === undefined ? port() : asPort(values.port, "--port"),
    hostname: values.hostname,
    keepAliveTimeout,
  };
}
