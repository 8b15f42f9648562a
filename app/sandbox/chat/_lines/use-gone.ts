"use client";

import { useCallback, useState } from "react";

/** Whether a picture could not be loaded, also when that was known before the page's script came. */
export function useGone(missing: boolean) {
  const [gone, setGone] = useState(missing);
  const ref = useCallback((image: HTMLImageElement | null) => {
    if (image?.complete && image.naturalWidth === 0) setGone(true);
  }, []);
  return { gone, ref, onError: () => setGone(true) };
}
