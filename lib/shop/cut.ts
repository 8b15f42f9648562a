/** Cut by characters as people count them; what was cut off leaves a mark. */
export function cut(text: string, most: number, mark = "…"): string {
  const characters = [...text];
  return characters.length <= most
    ? text
    : characters.slice(0, Math.max(0, most - mark.length)).join("") + mark;
}
