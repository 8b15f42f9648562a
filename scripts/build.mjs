// npm run build: needs no setting and no database. Options of `next build` may follow.
import "./run/check-node.mjs";
import { generate } from "./database/generate.mjs";
import { fail, startNext, untilExit } from "./run/child.mjs";

generate();
untilExit(startNext(["build", ...process.argv.slice(2)], { ...process.env, NODE_ENV: "production" })).then(
  (code) => process.exit(code),
  fail,
);
