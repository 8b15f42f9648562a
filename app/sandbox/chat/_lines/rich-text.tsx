"use client";

import { Fragment } from "react";
import { useChatActions } from "../actions";
import { MiniProgramIcon } from "../icons";
import { type Piece, piecesOf, withFaces } from "../rich-text";

function Part({ piece }: { piece: Piece }) {
  const { open, tell } = useChatActions();
  switch (piece.kind) {
    case "text":
      return withFaces(piece.text);
    case "link":
      return (
        <a
          href={piece.href}
          onClick={(event) => {
            event.preventDefault();
            open(piece.href);
          }}
        >
          {withFaces(piece.text)}
        </a>
      );
    case "miniprogram":
      return (
        <button
          type="button"
          className="chat-inline-link"
          onClick={() => tell(`小程序 ${piece.appid} ${piece.path}：沙箱里没有小程序`)}
        >
          <MiniProgramIcon />
          {withFaces(piece.text)}
        </button>
      );
  }
}

/** A message's text with its links. Nothing in it is ever taken for HTML. */
export function RichText({ text }: { text: string }) {
  const pieces = piecesOf(text);
  return pieces.map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never move
    <Fragment key={index}>
      <Part piece={piece} />
    </Fragment>
  ));
}
