"use client";

import { type RefObject, useLayoutEffect, useState } from "react";

/** The device with its bezel, in CSS pixels. */
const device = { width: 414, height: 868 };
const smallest = 0.6;

/** How large the phone is drawn, so that all of it is seen; the web view inside keeps its 390 px either way. */
export function useScale(stage: RefObject<HTMLElement | null>) {
  const [fit, setFit] = useState(0.8);
  const [full, setFull] = useState(false);

  useLayoutEffect(() => {
    const measure = () => {
      const place = stage.current;
      if (!place) return;
      // Stacked, the page scrolls and only the width counts.
      const columns = matchMedia("(min-width: 1200px)").matches;
      const height = columns ? innerHeight - place.getBoundingClientRect().top - scrollY - 66 : device.height;
      const room = Math.min(innerWidth - 16, device.width) / device.width;
      setFit(Math.max(smallest, Math.min(1, height / device.height, room)));
    };
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, [stage]);

  return { scale: full ? 1 : fit, full, toggle: () => setFull((before) => !before) };
}
