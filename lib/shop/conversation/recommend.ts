import type { Article } from "../../wechat/robot/reply-types";
import { listProducts, type ProductCard } from "../catalogue";
import { formatFen } from "../money";
import { link } from "./customer";
import { productArticle } from "./products";
import { huesOf, type Wish } from "./stone-questions";

const hasColour = ({ hue }: ProductCard, colour: string): boolean => {
  const hues = huesOf(colour);
  if (!hues) return true;
  const [from, to] = hues;
  return from < to ? from <= hue && hue < to : from <= hue || hue < to;
};

const dearest = (stones: readonly ProductCard[]): ProductCard | undefined =>
  stones.toSorted((a, b) => b.price - a.price)[0];

/** What was found, and what of the wish it does not fulfil. */
export type Choice = { stone: ProductCard; missing: "nothing" | "colour" | "budget" };

/**
 * The finest stone that fits, of those that are in stock: in the colour and within the budget; else within the
 * budget; else the cheapest in the colour, or of all. Null when nothing is left at all.
 */
export function chooseStone(products: readonly ProductCard[], { colour, budget }: Wish): Choice | null {
  const stones = products.filter(({ availability }) => availability !== "sold_out");
  const affordable = stones.filter(({ price }) => budget === null || price <= budget);
  const best = dearest(affordable.filter((stone) => hasColour(stone, colour)));
  if (best) return { stone: best, missing: "nothing" };
  const other = dearest(affordable);
  if (other) return { stone: other, missing: "colour" };
  const inColour = stones.filter((stone) => hasColour(stone, colour));
  const cheapest = (inColour.length > 0 ? inColour : stones).toSorted((a, b) => a.price - b.price)[0];
  return cheapest ? { stone: cheapest, missing: "budget" } : null;
}

const remarks: Record<Choice["missing"], (wish: Wish) => string> = {
  nothing: ({ whom }) => (whom === "自己" ? "留给自己的一颗：" : `送${whom}，很合适：`),
  colour: ({ colour }) => `${colour}的暂时没有合适的，这一颗也很美：`,
  budget: ({ budget }) => `${formatFen(budget ?? 0)} 以内暂时没有，最接近的是：`,
};

/** The stone for a wish, as a card in the chat. */
export async function recommend(wish: Wish): Promise<Article | string> {
  const choice = chooseStone(await listProducts("all"), wish);
  if (!choice) return `抱歉，宝石都卖完了。过几天再来${link("/", "看看")}。`;
  return productArticle(choice.stone, `${remarks[choice.missing](wish)}${choice.stone.line}`);
}
