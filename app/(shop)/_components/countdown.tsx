"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

const text = (seconds: number) => {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor(seconds / 60))} 分 ${two(seconds % 60)} 秒`;
};

/**
 * Time left, ticking. The server says how many seconds are left, since the phone's clock may be wrong. When they
 * are over the page is asked for again.
 */
export function Countdown({ seconds }: { seconds: number }) {
  const router = useRouter();
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const end = Date.now() + seconds * 1000;
    const timer = setInterval(() => {
      const now = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      setLeft(now);
      if (now > 0) return;
      clearInterval(timer);
      router.refresh();
    }, 1000);
    return () => clearInterval(timer);
  }, [seconds, router]);
  return (
    <span className="countdown" role="timer" aria-live="off">
      剩余 {text(left)}
    </span>
  );
}
