import { bad, type Finding, type Mode, off, ok, warn } from "./finding";

/** Node's release; what is too old has been turned away before this program could start. */
export function checkNode(version: string): Finding {
  const major = Number(version.split(".")[0]);
  if (major % 2 === 0) return ok(`Node ${version}`);
  return warn(
    `Node ${version} is no long-term release`,
    "Take Node 20.19, 22 or 24: these are tested, and get security fixes",
  );
}

/** Whether there is a build for `npm start`. Vercel makes its own. */
export function checkBuild(mode: Mode, built: boolean): Finding {
  if (built) return ok("There is a build for npm start");
  if (mode === "production") return bad("There is no build yet", "npm run build");
  return off("There is no build yet; npm run dev needs none", "Before npm start: npm run build");
}

const vercelSettings = "Vercel: Project Settings → Environment Variables, then deploy again";

/** What only a deployment on Vercel needs. */
export function checkVercel(env: NodeJS.ProcessEnv, databaseUrl: string): Finding[] {
  if (!env.VERCEL) return [];
  const findings: Finding[] = [];
  if (!env.CRON_SECRET?.trim()) {
    findings.push(
      bad(
        "CRON_SECRET is not set: on Vercel nothing ends overdue orders and asks after lost payments",
        `Set it to the output of \`openssl rand -hex 32\`. ${vercelSettings}`,
      ),
    );
  }
  if (databaseUrl.startsWith("file:")) {
    findings.push(
      bad(
        "DATABASE_URL is a file: what is written on Vercel's disks does not last",
        `Set it to a PostgreSQL database's pooled address. ${vercelSettings}`,
      ),
    );
  }
  return findings;
}
