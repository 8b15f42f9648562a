import { splitFen } from "@/lib/shop/money";

type PriceProps = { fen: number; size?: "small" | "large" | "huge"; className?: string };

/** An amount: ¥ small, yuan large, fen small, in figures of one width. */
export function Price({ fen, size = "small", className = "" }: PriceProps) {
  const parts = splitFen(fen);
  return (
    <span className={`price price_${size} ${className}`}>
      <span className="price__mark">{parts.sign}¥</span>
      {parts.yuan}
      <span className="price__fen">.{parts.fen}</span>
    </span>
  );
}
