import type { PersonId } from "./people";

const drawings: Readonly<Record<PersonId, string>> = {
  lin: '<path fill="#f4efff" d="M80 30a40 40 0 1 0 24 66 44 44 0 0 1-24-66z"/><circle cx="98" cy="42" r="3" fill="#fff"/>',
  chen: '<path fill="#fff7df" d="M66 24l11 29 31 2-24 20 8 30-26-17-26 17 8-30-24-20 31-2z"/>',
  guest:
    '<path fill="none" stroke="#f2fff6" stroke-width="6" stroke-linecap="round" d="M66 106V66"/>' +
    '<path fill="#f2fff6" d="M66 70c-4-24-20-32-36-32 0 22 14 34 36 32zM66 62c2-20 16-30 34-30 0 22-14 32-34 30z"/>',
};
const grounds: Readonly<Record<PersonId, [string, string]>> = {
  lin: ["#6a5acd", "#2b2a5f"],
  chen: ["#2f7fa8", "#123a5c"],
  guest: ["#4fa37c", "#1d5a4a"],
};

/** A person's picture as SVG. */
export function avatarSvg(id: PersonId): string {
  const [light, dark] = grounds[id];
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" width="132" height="132" viewBox="0 0 132 132">' +
    `<defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="${light}"/><stop offset="1" stop-color="${dark}"/></linearGradient></defs>` +
    `<path fill="url(#g)" d="M0 0h132v132H0z"/>${drawings[id]}</svg>`
  );
}
