import { readdirSync, readFileSync } from "node:fs";

const tickMs = 10;

/** Process group and CPU time of a process; null when it has ended meanwhile. (proc(5), /proc/pid/stat) */
function stat(pid: string): { group: number; ms: number } | null {
  try {
    // The name, in brackets, may hold anything; what follows the last bracket is numbers.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(")").pop()?.trim().split(" ") ?? [];
    return { group: Number(fields[2]), ms: (Number(fields[11]) + Number(fields[12])) * tickMs };
  } catch {
    return null;
  }
}

/** The CPU time that the processes of a group have used so far, in ms; NaN on systems without /proc. */
export function cpuMs(group: number | undefined): number {
  if (process.platform !== "linux") return Number.NaN;
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.reduce((sum, pid) => {
    const found = stat(pid);
    return found?.group === group ? sum + (found?.ms ?? 0) : sum;
  }, 0);
}
