import type { PersonId } from "./people";

// The same bust, face and pen for everybody; hair, clothes and a small sign tell them apart.
const bust = (skin: string, clothes: string): string =>
  `<path fill="${clothes}" d="M18 132c2-26 20-36 48-36s46 10 48 36z"/>` +
  `<path fill="${skin}" d="M55 82h22v16c0 8-22 8-22 0z"/><path opacity=".12" d="M55 88c8 6 14 6 22 0v5c-8 5-14 5-22 0z"/>`;
const face = (skin: string): string =>
  `<ellipse cx="66" cy="66" rx="25" ry="28" fill="${skin}"/>` +
  '<circle cx="56" cy="66" r="2.6" fill="#2b2233"/><circle cx="76" cy="66" r="2.6" fill="#2b2233"/>' +
  '<path d="M59 78c4 4.5 10 4.5 14 0" fill="none" stroke="#2b2233" stroke-width="2.4" stroke-linecap="round"/>' +
  '<circle cx="50" cy="75" r="4" fill="#f08a8a" opacity=".35"/><circle cx="82" cy="75" r="4" fill="#f08a8a" opacity=".35"/>';

const drawings: Readonly<Record<PersonId, string>> = {
  lin:
    '<path fill="#f4efff" opacity=".9" d="M112 10a13 13 0 1 0 12 19 14 14 0 0 1-12-19z"/>' +
    '<path fill="#241d3d" d="M66 26c-25 0-37 17-37 40 0 22-4 38-9 46h92c-5-8-9-24-9-46 0-23-12-40-37-40z"/>' +
    bust("#f6d7c3", "#e9e5ff") +
    face("#f9dfcd") +
    '<path fill="#241d3d" d="M39 64c0-20 8-31 27-31s27 11 27 31c-4-10-9-16-15-20-8 9-22 12-35 13-2 2-3 4-4 7z"/>',
  chen:
    '<path fill="#fff1c4" d="M106 14l4 9 10 1-7.5 6.5 2.2 9.7-8.7-5.2-8.7 5.2 2.2-9.7L92 24l10-1z"/>' +
    bust("#e6b993", "#f3c766") +
    face("#f0c8a4") +
    '<path fill="#2a211f" stroke="#2a211f" stroke-width="2" d="M38 64c-3-24 9-38 29-38 21 0 31 13 27 38-2-8-5-13-8-17-13 2-25 0-34-6-6 5-11 12-14 23z"/>',
  guest:
    '<path fill="none" stroke="#dcf7e3" stroke-width="3" stroke-linecap="round" d="M106 42V28"/>' +
    '<path fill="#dcf7e3" d="M106 30c-2-11-9-14-16-14 0 10 6 15 16 14zM106 26c1-9 7-13 15-13 0 10-6 14-15 13z"/>' +
    '<circle cx="66" cy="24" r="13" fill="#5b3524"/>' +
    bust("#efc7a6", "#f7ead2") +
    face("#f6d4b6") +
    '<path fill="#5b3524" d="M39 66c-2-23 9-36 27-36s29 13 27 36c-4-9-8-15-13-18-5 3-9 4-14 4s-9-1-14-4c-5 3-9 9-13 18z"/>',
  owner:
    '<path fill="none" stroke="#ffe2b8" stroke-width="3" stroke-linejoin="round" d="M104 20h18l5 8-14 15-14-15z"/>' +
    bust("#e9bf9b", "#39424f") +
    face("#f2d0b0") +
    '<path fill="#4a4f5c" d="M39 62c-3-22 9-35 27-35s30 13 27 35c-3-8-7-13-11-15-10 3-22 3-32 0-4 2-8 7-11 15z"/>' +
    '<g fill="none" stroke="#2b2233" stroke-width="2"><circle cx="56" cy="66" r="7"/><circle cx="76" cy="66" r="7"/><path d="M63 66h6"/></g>',
};
const grounds: Readonly<Record<PersonId, [string, string]>> = {
  lin: ["#6a5acd", "#2b2a5f"],
  chen: ["#2f7fa8", "#123a5c"],
  guest: ["#4fa37c", "#1d5a4a"],
  owner: ["#b5793f", "#4c2c1c"],
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
