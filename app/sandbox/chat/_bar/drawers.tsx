"use client";

import type { ReactNode } from "react";
import { CameraIcon, LinkIcon, PictureIcon, PinIcon } from "../icons";

const faces = [
  ..."😀😄😁😂🤣😊🙂😉😍😘😋😜🤔😏😎🥳😴😭😢😅😓😡😱😳🤗🤭🙏👍👌✌️👏💪🤝🌹💐🎁🎉❤️💔💎🌙⭐☀️🍵🐱🐶".matchAll(
    /\p{Extended_Pictographic}\uFE0F?/gu,
  ),
].map(([face]) => face);

/** Faces that go into the text. */
export function Faces({ onFace }: { onFace: (face: string) => void }) {
  return (
    <div className="drawer faces-drawer">
      {faces.map((face) => (
        <button key={face} type="button" onClick={() => onFace(face)}>
          {face}
        </button>
      ))}
    </div>
  );
}

export type More = "picture" | "video" | "place" | "link";

const entries: readonly [more: More, name: string, icon: ReactNode][] = [
  ["picture", "照片", <PictureIcon key="picture" />],
  ["video", "拍摄", <CameraIcon key="video" />],
  ["place", "位置", <PinIcon key="place" />],
  ["link", "链接", <LinkIcon key="link" />],
];

/** What can be sent besides text. */
export function MoreDrawer({ onMore }: { onMore: (more: More) => void }) {
  return (
    <div className="drawer more-drawer">
      {entries.map(([more, name, icon]) => (
        <button key={more} type="button" onClick={() => onMore(more)} data-testid={`chat-more-${more}`}>
          <span>{icon}</span>
          {name}
        </button>
      ))}
    </div>
  );
}
