import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Job, Outcome } from "./load";

type Answer = { outcome: Outcome } | { fault: string };

export type Loader = {
  /** Does a job and says how it went. @throws Error when an answer was not the expected one */
  run: (job: Job) => Promise<Outcome>;
  stop: () => void;
};

/** Starts the process that makes the load; it does one job at a time. */
export function startLoader(): Loader {
  const child = fork(fileURLToPath(new URL("./load.ts", import.meta.url)));
  const run = (job: Job) =>
    new Promise<Outcome>((resolve, reject) => {
      const gone = () => reject(new Error("The load generator ended"));
      child.once("exit", gone);
      child.once("message", (answer: Answer) => {
        child.off("exit", gone);
        if ("outcome" in answer) resolve(answer.outcome);
        else reject(new Error(answer.fault));
      });
      child.send(job);
    });
  return { run, stop: () => void child.kill() };
}
