"use client";

import type { ReactNode } from "react";
import { useJssdk } from "./use-jssdk";

type ZoomableProps = {
  name: string;
  /** Paths of PNG or JPG files, which WeChat's viewer leafs through. */
  pictures: readonly string[];
  children: ReactNode;
};

/** A picture that opens in WeChat's own viewer at a tap. Elsewhere it is only a picture. */
export function Zoomable({ name, pictures, children }: ZoomableProps) {
  const sdk = useJssdk();
  const open = () => {
    const urls = pictures.map((path) => window.location.origin + path);
    sdk?.call("previewImage", { current: urls[0] ?? "", urls }).catch(() => {});
  };
  return (
    <div className="zoomable">
      {children}
      {sdk ? (
        <button type="button" className="zoomable__button" aria-label={`查看${name}的大图`} onClick={open} />
      ) : null}
    </div>
  );
}
