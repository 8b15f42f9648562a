"use client";

import type { Said, Told } from "@/lib/sandbox/chat/types";
import { useChatActions } from "../actions";
import { LinkIcon, MiniProgramIcon, NoteIcon, PlayIcon } from "../icons";
import { mediumAddress } from "../media";
import { MapPatch } from "./map-patch";
import { useGone } from "./use-gone";

type Of<Kind extends (Said | Told)["kind"]> = Extract<Said | Told, { kind: Kind }>;

export function LocationCard({ place }: { place: Of<"location"> }) {
  const { tell } = useChatActions();
  const numbers = `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`;
  return (
    <button
      type="button"
      className="chat-card chat-location"
      onClick={() => tell(`${place.label}（${numbers}）`)}
      aria-label={`位置：${place.label}`}
    >
      <span className="chat-location-text">
        <b>{place.label || "位置"}</b>
        <small>{numbers}</small>
      </span>
      <MapPatch latitude={place.latitude} longitude={place.longitude} />
    </button>
  );
}

export function LinkCard({ link }: { link: Of<"link"> }) {
  const { open } = useChatActions();
  return (
    <button type="button" className="chat-card chat-link" onClick={() => open(link.url)}>
      <b>{link.title}</b>
      <span className="chat-link-body">
        <small>{link.description || link.url}</small>
        <span className="chat-link-picture">
          <LinkIcon size={24} />
        </span>
      </span>
    </button>
  );
}

/** A picture that may not be there: a grey field with what it would show instead. */
function Thumb({ mediaId, children }: { mediaId: string; children: React.ReactNode }) {
  const picture = useGone(mediaId === "");
  return (
    <span className="chat-thumb">
      {picture.gone ? (
        children
      ) : (
        // biome-ignore lint/performance/noImgElement: whatever was sent, as it is
        <img src={mediumAddress(mediaId)} alt="" ref={picture.ref} onError={picture.onError} />
      )}
    </span>
  );
}

export function MusicCard({ music }: { music: Of<"music"> }) {
  const { open } = useChatActions();
  return (
    <button
      type="button"
      className="chat-card chat-music"
      onClick={() => open(music.musicUrl)}
      aria-label={`音乐：${music.title}`}
    >
      <Thumb mediaId={music.thumbMediaId}>
        <NoteIcon />
      </Thumb>
      <span className="chat-music-text">
        <b>{music.title || "音乐"}</b>
        <small>{music.description}</small>
      </span>
      <PlayIcon size={34} />
    </button>
  );
}

export function MiniProgramCard({ card }: { card: Of<"miniprogram"> }) {
  const { tell } = useChatActions();
  return (
    <button
      type="button"
      className="chat-card chat-miniprogram"
      onClick={() => tell(`小程序 ${card.appid} ${card.pagePath}：沙箱里没有小程序`)}
    >
      <small className="chat-miniprogram-name">
        <MiniProgramIcon /> {card.appid}
      </small>
      <b>{card.title}</b>
      <Thumb mediaId={card.thumbMediaId}>
        <MiniProgramIcon />
      </Thumb>
      <small className="chat-card-foot">
        <MiniProgramIcon /> 小程序
      </small>
    </button>
  );
}

export function CouponCard({ card }: { card: Of<"card"> }) {
  return (
    <span className="chat-card chat-coupon">
      <b>卡券</b>
      <small>{card.cardId}</small>
      <small className="chat-card-foot">微信卡券</small>
    </span>
  );
}

/** A question whose answers are tapped: each sends its text, and the entry's number with it. */
export function MenuMessage({ menu }: { menu: Of<"menu"> }) {
  const { say } = useChatActions();
  return (
    <div className="bubble chat-menu-message">
      {menu.head ? <p>{menu.head}</p> : null}
      <ul>
        {menu.list.map(({ id, content }) => (
          <li key={id}>
            <button type="button" onClick={() => say({ kind: "text", text: content, menuId: id })}>
              {content}
            </button>
          </li>
        ))}
      </ul>
      {menu.tail ? <p>{menu.tail}</p> : null}
    </div>
  );
}
