import type { Metadata } from "next";

export const metadata: Metadata = { title: "没有这一页" };

/** As any unknown address: it says nothing of a sandbox that is off. */
export default function NotFound() {
  return (
    <main className="nothing-here">
      <h1>没有这一页</h1>
      <p>
        <a href="/">回到首页</a>
      </p>
    </main>
  );
}
