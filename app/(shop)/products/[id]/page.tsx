import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ProductPage as Product } from "@/lib/shop/catalogue";
import { product as findProduct } from "@/lib/shop/catalogue-cache";
import { formatFen } from "@/lib/shop/money";
import { Page } from "../../_components/page";
import { Price } from "../../_components/price";
import { ProductBar } from "../../_components/product-bar";
import { ShareCard } from "../../_components/share-card";
import { Stone } from "../../_components/stone";
import { Zoomable } from "../../_components/zoomable-stone";

/** Made at the first visit, not in the build, which knows no database; then again when the product changes. */
export const revalidate = 60;
export const generateStaticParams = () => [];

/** Drawn again from the SVGs by scripts/share-pictures.mjs, for WeChat, which shows none: by day, and by night. */
const shareImageOf = (id: string) => `/share/${id}.png`;
const largeImagesOf = (id: string) => [`/share/${id}-day.jpg`, `/share/${id}-night.jpg`];

type ProductProps = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: ProductProps): Promise<Metadata> {
  const product = await findProduct((await params).id);
  if (!product) return { title: "没有找到" };
  return { title: product.name, description: `${product.line}。${formatFen(product.price)}` };
}

const stockText = ({ availability, stock }: Product) =>
  ({ in_stock: "有货", last_ones: `仅余 ${stock} 件`, sold_out: "已售罄" })[availability];

function Facts({ product }: { product: Product }) {
  const facts = [
    ["重量", product.carat],
    ["产地", product.origin],
    ["切工", product.cut],
    ["硬度", `${product.hardness}（莫氏）`],
    ["尺寸", product.size],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name} className="facts__row">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export default async function ProductPage({ params }: ProductProps) {
  const product = await findProduct((await params).id);
  if (!product) notFound();
  const { id, name, english, line, price, image, hue, availability, isNew, story } = product;
  return (
    <Page bar={<ProductBar product={product} />}>
      <ShareCard
        title={`${name} · 月光宝石`}
        desc={`${line}。${formatFen(price)}`}
        path={`/products/${id}`}
        image={shareImageOf(id)}
      />
      <Zoomable name={name} pictures={largeImagesOf(id)}>
        <Stone
          image={image}
          name={`${name}，${line}`}
          size={430}
          hue={hue}
          availability={availability}
          eager
        />
      </Zoomable>
      <header className="product__head">
        <p className="product__english" lang="en">
          {english}
        </p>
        <h1 className="product__name">
          {name}
          {isNew ? <span className="tag tag_new tag_inline">新到</span> : null}
        </h1>
        <p className="product__line">{line}</p>
        <p className="product__price">
          <Price fen={price} size="large" />
          <span className={`product__stock product__stock_${availability}`}>{stockText(product)}</span>
        </p>
      </header>
      <section className="sheet" aria-labelledby="story">
        <h2 className="sheet__title" id="story">
          它的来历
        </h2>
        {story.map((paragraph) => (
          <p key={paragraph} className="story">
            {paragraph}
          </p>
        ))}
      </section>
      <section className="sheet" aria-labelledby="facts">
        <h2 className="sheet__title" id="facts">
          参数
        </h2>
        <Facts product={product} />
      </section>
      <p className="page__end">附鉴定证书 · 顺丰包邮 · 下单后留货 30 分钟</p>
    </Page>
  );
}
