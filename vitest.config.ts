import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** What tests may rely on; a .env file is not read. A test that wants other settings calls useSettings(). */
const env = {
  APP_URL: "http://localhost:3000",
  SESSION_SECRET: "secret-for-tests-only-of-32-characters-or-more",
};

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    env,
    silent: "passed-only",
    // Tests wait more than they compute: Vitest would leave a core alone, which on two of them is half.
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["tests/unit/**/*.test.ts"],
          // Those with generated input take a second each, and several on a machine that is busy.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          globalSetup: ["tests/support/template.ts"],
          pool: "forks",
          // Several servers, real databases and clocks: a machine that stalls gets a second try, and says so.
          retry: process.env.CI ? 1 : 0,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
