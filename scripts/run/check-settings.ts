import { ConfigError, readConfig } from "@/lib/config";

// Run by settings.mjs, in a process of its own.
try {
  const { databaseUrl, sandbox } = readConfig(process.env);
  process.stdout.write(JSON.stringify({ databaseUrl, sandbox }));
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
