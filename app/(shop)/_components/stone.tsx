import type { Availability } from "@/lib/shop/catalogue";
import { Picture } from "./picture";

type StoneProps = {
  image: string;
  name: string;
  size: number;
  /** Tints the ground while the picture loads. */
  hue?: number;
  availability?: Availability;
  eager?: boolean;
};

/** A stone on its ground: always square, whatever has loaded. */
export function Stone({ image, name, size, hue = 240, availability, eager }: StoneProps) {
  const className = availability === "sold_out" ? "stone stone_gone" : "stone";
  return (
    <span className={className} style={{ backgroundColor: `hsla(${hue}, 40%, 70%, .22)` }}>
      <Picture className="stone__picture" src={image} alt={name} size={size} eager={eager} />
    </span>
  );
}
