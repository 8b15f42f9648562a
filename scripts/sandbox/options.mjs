import { parseArgs } from "node:util";
import { asPort } from "../run/environment.mjs";

export const help = `npm run sandbox -- [options]: WeChat by itself, for tests and for programs in any language.

  --port NUMBER       where it listens; 9443 with --tls, else 9080 (PORT works too)
  --hostname ADDRESS  on which address; 127.0.0.1 unless said otherwise
  --tls               over TLS, and client certificates where WeChat Pay v2 demands them
  --ca-out FILE       writes the certificate of the authority that issued the server's (with --tls)
  --host NAME         which of WeChat's hosts a path such as /v3/… is for, when the Host header names none of them;
                      api.mch.weixin.qq.com unless said otherwise
  --database FILE     keeps everything in this SQLite file; without it all is forgotten at the end
  --signtest NUMBER   every so many answers and notices of v3 one has a wrong signature on purpose; 0 for none

docs/sandbox.md says how to use it.`;

const understood = /** @type {const} */ ({
  port: { type: "string", short: "p" },
  hostname: { type: "string", short: "H", default: "127.0.0.1" },
  tls: { type: "boolean", default: false },
  "ca-out": { type: "string" },
  host: { type: "string", default: "api.mch.weixin.qq.com" },
  database: { type: "string" },
  signtest: { type: "string", default: "0" },
  help: { type: "boolean", short: "h", default: false },
});

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({ args, options: understood }).values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message.split(". ")[0] : error}.\n\n${help}`);
  }
}

/**
 * Reads what stands behind `npm run sandbox --`.
 * @param {string[]} args
 * @throws when an option is unknown or makes no sense
 */
export function readOptions(args) {
  const values = parse(args);
  const signtest = Number(values.signtest);
  if (!Number.isInteger(signtest) || signtest < 0) {
    throw new Error(`--signtest is ${values.signtest}: it should be 0 or a number of answers`);
  }
  if (values["ca-out"] !== undefined && !values.tls) {
    throw new Error("--ca-out goes with --tls: without it there is no certificate to trust");
  }
  const chosen = values.port ?? process.env.PORT ?? (values.tls ? "9443" : "9080");
  return {
    port: asPort(chosen, "--port"),
    hostname: values.hostname,
    tls: values.tls,
    caOut: values["ca-out"],
    host: values.host,
    database: values.database,
    signtest,
    help: values.help,
  };
}
