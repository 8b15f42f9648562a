import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { type Shelf, shelves } from "@/lib/shop/catalogue";
import { catalogue } from "@/lib/shop/catalogue-cache";
import { Page } from "../../_components/page";
import { Picture } from "../../_components/picture";
import { ScanButton } from "../../_components/scan-button";
import { ShopLink } from "../../_components/shop-link";
import { StoneCard } from "../../_components/stone-card";

/** Made at the first visit, not in the build, which knows no database; then again when a product changes. */
export const revalidate = 60;
export const generateStaticParams = () => [];

export const metadata: Metadata = { title: { absolute: "月光宝石 Moonstone" } };

type CatalogueProps = { params: Promise<{ shelf: string }> };

const shelfLabels: Record<Shelf, string> = { all: "全部", new: "新到" };
const shelfPaths: Record<Shelf, string> = { all: "/", new: "/catalogue/new" };
/** What a phone shows before anyone scrolls. */
const inSight = 4;

export default async function CataloguePage({ params }: CatalogueProps) {
  const wanted = (await params).shelf;
  const shelf = shelves.find((name) => name === wanted);
  if (!shelf) notFound();
  const products = await catalogue(shelf);
  return (
    <Page tab="home">
      <header className="hero">
        <Picture className="hero__logo" src="/brand/logo-dark.svg" alt="" size={44} eager />
        <h1 className="hero__name">月光宝石</h1>
        <p className="hero__line">十二颗石头，各有一束自己的光</p>
        <ScanButton />
      </header>
      <nav className="shelves" aria-label="货架">
        {shelves.map((name) => (
          <ShopLink
            key={name}
            className="shelves__item"
            href={shelfPaths[name]}
            aria-current={name === shelf ? "page" : undefined}
          >
            {shelfLabels[name]}
          </ShopLink>
        ))}
      </nav>
      <ul className="grid">
        {products.map((product, index) => (
          <li key={product.id} className="grid__item">
            <StoneCard product={product} eager={index < inSight} />
          </li>
        ))}
      </ul>
      <p className="page__end">每一颗都附鉴定证书 · 顺丰包邮</p>
    </Page>
  );
}
