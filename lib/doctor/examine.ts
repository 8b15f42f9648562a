import type { Config } from "@/lib/config";
import { WechatConfigError } from "@/lib/wechat";
import { checkAppUrl } from "./app-url";
import { checkDatabase, type DatabaseWorld } from "./database";
import { type Area, bad, type Finding, type Mode, off, type Placed } from "./finding";
import { checkBuild, checkNode, checkVercel } from "./machine";
import { checkSecrets } from "./secrets";
import { checkAccounts, checkFeatures, checkSettings, reachesWechat } from "./settings";
import { checkVerifyFiles } from "./verify-files";
import { checkWechat } from "./wechat";

/** What the examination sees of the world; tests put another in its place. */
export interface World {
  env: NodeJS.ProcessEnv;
  nodeVersion: string;
  built: boolean;
  database: DatabaseWorld;
  fetch?: typeof fetch;
}

const place = (area: Area, findings: readonly Finding[]): Placed[] =>
  findings.map((finding) => ({ area, ...finding }));

/** Every check, in the order of the report. What cannot be checked is a finding too. */
export async function examine(mode: Mode, world: World): Promise<Placed[]> {
  const { env, nodeVersion, built } = world;
  const { config, findings } = checkSettings(env, mode);
  return [
    ...place("node", [checkNode(nodeVersion)]),
    ...place("build", env.VERCEL ? [] : [checkBuild(mode, built)]),
    ...place("settings", findings),
    ...(config ? ofSettings(config, mode, env) : []),
    ...place("database", await ofDatabase(config, mode, world)),
    ...place("files", await ofFiles(config, mode, world)),
    ...(await ofWechat(config, world)),
  ];
}

function ofSettings(config: Config, mode: Mode, env: NodeJS.ProcessEnv): Placed[] {
  return [
    ...place("settings", [
      ...checkFeatures(config),
      ...checkAccounts(config),
      ...checkVercel(env, config.databaseUrl),
    ]),
    ...place("address", checkAppUrl(config.appUrl, mode, reachesWechat(config))),
    ...place("secrets", checkSecrets(env, mode)),
  ];
}

/** Other settings may be wrong: the database can be looked at all the same. */
async function ofDatabase(config: Config | null, mode: Mode, { env, database }: World): Promise<Finding[]> {
  const url = config?.databaseUrl ?? (env.DATABASE_URL?.trim() || "file:./prisma/dev.db");
  if (!/^(file:.|postgres(ql)?:\/\/.)/.test(url)) return [off("not looked at: DATABASE_URL comes first")];
  return guarded("the database", () => checkDatabase(url, mode, database));
}

async function ofFiles(config: Config | null, mode: Mode, { fetch }: World): Promise<Finding[]> {
  if (!config) return [];
  return guarded("MP_VERIFY", () => checkVerifyFiles(config, mode, fetch));
}

async function ofWechat(config: Config | null, world: World): Promise<Placed[]> {
  if (!config) return place("login", [off("WeChat was not asked: the settings come first")]);
  try {
    const { login, tokens, account, pay } = await checkWechat(config, world.fetch);
    const told = new Set(login.map(({ what }) => what));
    // That the sandbox is away is told once.
    const more = pay.filter(({ what }) => !told.has(what));
    return [
      ...place("login", login),
      ...place("tokens", tokens),
      ...place("account", account),
      ...place("pay", more),
    ];
  } catch (error) {
    if (error instanceof WechatConfigError) {
      return place("settings", [bad(`WECHAT_GATEWAY_URL: ${error.message}`, "Correct it in the settings")]);
    }
    return place("login", [unexpected("WeChat", error)]);
  }
}

async function guarded(what: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    return [unexpected(what, error)];
  }
}

const unexpected = (what: string, error: unknown): Finding =>
  bad(
    `${what} could not be examined: ${error instanceof Error ? error.message : error}`,
    "That should not happen: look at lib/doctor",
  );
