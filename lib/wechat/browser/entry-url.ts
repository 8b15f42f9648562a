/** An address without its fragment, which no signature covers. */
export const withoutFragment = (address: string): string => address.replace(/#.*/, "");

/**
 * The address under which the document was loaded. WeChat on iOS checks signatures against it for as long as the
 * document lives, whatever `history.pushState` does; so ask early where the browser keeps no record of it (Safari
 * before 15). (JS-SDK, single-page applications)
 */
export function entryUrl(): string {
  const [entry] = performance.getEntriesByType("navigation");
  // The first draft of that record, which some web views follow, calls every document "document".
  return withoutFragment(entry && /^http/.test(entry.name) ? entry.name : location.href);
}
