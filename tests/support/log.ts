import { vi } from "vitest";

type Line = { level: string; event: string } & Record<string, unknown>;

/**
 * Collects what is logged from now on, until the mocks are restored.
 * @returns the lines of an event, or all; `text()` is everything as it was written
 */
export function watchLog() {
  const written: string[] = [];
  for (const name of ["log", "error"] as const)
    vi.spyOn(console, name).mockImplementation((line) => void written.push(String(line)));
  const lines = (event?: string): Line[] =>
    written
      .map((line): Line => JSON.parse(line))
      .filter((line) => event === undefined || line.event === event);
  return { lines, text: () => written.join("\n") };
}
