"use client";

import { type ComponentType, useEffect, useState } from "react";
import type { DialogProps } from "./dialog-box";

/** WeUI's dialog with one button. Few visitors ever see one: it is loaded with the first. */
export function Dialog(props: DialogProps) {
  const { title, onClose } = props;
  const [Box, setBox] = useState<ComponentType<DialogProps> | null>(null);
  useEffect(() => {
    import("./dialog-box").then(
      ({ DialogBox }) => setBox(() => DialogBox),
      () => {
        window.alert(title);
        onClose();
      },
    );
  }, [title, onClose]);
  return Box ? <Box {...props} /> : null;
}
