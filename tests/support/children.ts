import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A script in a process of its own, spoken to by lines. */
export interface Child {
  /** The next line of its standard output; fails when it ends before. */
  line(): Promise<string>;
  send(line: string): void;
  /** Ends its input, and waits until it has ended. */
  end(): Promise<void>;
}

/** Starts a TypeScript file with tsx, in the environment of this process. */
export function startChild(file: string, ...args: string[]): Child {
  const child = spawn("node_modules/.bin/tsx", [file, ...args]);
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${file} ended: ${errors}`);
      return value;
    },
    send: (line) => void child.stdin.write(`${line}\n`),
    end: () => ended(child),
  };
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<void> {
  child.stdin.end();
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
