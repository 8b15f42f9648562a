import type { ReactNode } from "react";

/** A number from 0 to 1 that belongs to a place and a name: the same place has the same streets. */
function chance(seed: number, index: number): number {
  const value = Math.sin(seed * 12.9898 + index * 78.233) * 43758.5453;
  return value - Math.floor(value);
}

/** A drawn piece of a map around a place: no map service knows where anybody is. */
export function MapPatch({ latitude, longitude }: { latitude: number; longitude: number }) {
  const seed = latitude * 7.3 + longitude;
  const roads: ReactNode[] = [];
  for (let index = 0; index < 4; index++) {
    const y = 12 + index * 28 + chance(seed, index) * 14;
    const tilt = (chance(seed, index + 10) - 0.5) * 26;
    roads.push(<path key={`h${index}`} d={`M-4 ${y}L244 ${y + tilt}`} strokeWidth={index === 1 ? 7 : 3.5} />);
    const x = 18 + index * 58 + chance(seed, index + 20) * 30;
    const lean = (chance(seed, index + 30) - 0.5) * 40;
    roads.push(<path key={`v${index}`} d={`M${x} -4L${x + lean} 114`} strokeWidth={index === 2 ? 7 : 3.5} />);
  }
  const river = 20 + chance(seed, 40) * 60;
  return (
    <svg className="chat-map" viewBox="0 0 240 110" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <rect className="map-land" width="240" height="110" />
      <rect
        className="map-park"
        x={130 + chance(seed, 41) * 40}
        y={50 + chance(seed, 42) * 20}
        width="58"
        height="40"
        rx="6"
      />
      <path
        className="map-water"
        d={`M-6 ${river}C60 ${river - 30} 90 ${river + 44} 150 ${river + 6}S220 ${river - 20} 250 ${river + 24}`}
        strokeWidth="13"
        fill="none"
      />
      <g className="map-road">{roads}</g>
      <ellipse cx="120" cy="62" rx="7" ry="2.5" fill="rgba(0,0,0,.25)" />
      <path d="M120 61s13-12.5 13-22a13 13 0 1 0-26 0c0 9.5 13 22 13 22z" fill="#fa5151" />
      <circle cx="120" cy="39" r="4.6" fill="#fff" />
    </svg>
  );
}
