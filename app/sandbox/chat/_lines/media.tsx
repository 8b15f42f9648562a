"use client";

import { useEffect, useRef, useState } from "react";
import { useChatActions } from "../actions";
import { PlayIcon } from "../icons";
import { mediumAddress } from "../media";
import { useGone } from "./use-gone";

/** A picture in its own ratio, within the bounds that WeChat has. */
export function Picture({ mediaId }: { mediaId: string }) {
  const { view } = useChatActions();
  const picture = useGone(false);
  const src = mediumAddress(mediaId);
  if (picture.gone) return <span className="chat-gone">图片已过期或已被清理</span>;
  return (
    <button
      type="button"
      className="chat-picture"
      onClick={() => view({ kind: "image", src, label: "图片" })}
      aria-label="图片，点开看大图"
    >
      {/* biome-ignore lint/performance/noImgElement: whatever was sent, as it is */}
      <img src={src} alt="" ref={picture.ref} onError={picture.onError} data-testid="chat-picture" />
    </button>
  );
}

type ClipProps = { mediaId: string; thumbMediaId?: string; title?: string; description?: string };

/** A video behind its first picture. */
export function Clip({ mediaId, thumbMediaId, title, description }: ClipProps) {
  const { view } = useChatActions();
  const src = mediumAddress(mediaId);
  return (
    <button
      type="button"
      className={title ? "chat-clip titled" : "chat-clip"}
      onClick={() => view({ kind: "video", src, label: title || "视频" })}
      aria-label={title ? `视频：${title}` : "视频，点开播放"}
    >
      <span className="chat-clip-picture">
        {thumbMediaId ? (
          // biome-ignore lint/performance/noImgElement: whatever was sent, as it is
          <img src={mediumAddress(thumbMediaId)} alt="" />
        ) : (
          <video src={`${src}#t=0.1`} preload="metadata" muted playsInline tabIndex={-1} />
        )}
        <PlayIcon />
      </span>
      {title ? (
        <span className="chat-clip-text">
          <b>{title}</b>
          {description ? <small>{description}</small> : null}
        </span>
      ) : null}
    </button>
  );
}

/** How wide a voice of so many seconds is drawn. */
const widthOf = (seconds: number): number => Math.min(200, 76 + seconds * 4);

/** Plays one sound and says how long it is. */
function useSound(src: string, known: number | undefined) {
  const audio = useRef<HTMLAudioElement | null>(null);
  const [playing, setPlaying] = useState(false);
  const [seconds, setSeconds] = useState(known);
  useEffect(() => {
    const sound = new Audio();
    sound.preload = known === undefined ? "metadata" : "none";
    const onLength = () => {
      if (known === undefined && Number.isFinite(sound.duration))
        setSeconds(Math.max(1, Math.round(sound.duration)));
    };
    const onEnd = () => setPlaying(false);
    sound.addEventListener("loadedmetadata", onLength);
    sound.addEventListener("ended", onEnd);
    sound.addEventListener("pause", onEnd);
    sound.src = src;
    audio.current = sound;
    return () => sound.pause();
  }, [src, known]);
  const toggle = async () => {
    const sound = audio.current;
    if (!sound) return true;
    if (playing) {
      sound.pause();
      sound.currentTime = 0;
      return true;
    }
    setPlaying(true);
    return sound.play().then(
      () => true,
      () => {
        setPlaying(false);
        return false;
      },
    );
  };
  return { playing, seconds, toggle };
}

type VoiceProps = { mediaId: string; seconds?: number; recognition?: string | undefined };

/** A voice message; below it what was understood, as after 转文字. */
export function Voice({ mediaId, seconds: known, recognition }: VoiceProps) {
  const { tell } = useChatActions();
  const { playing, seconds, toggle } = useSound(mediumAddress(mediaId), known);
  const play = async () => {
    if (!(await toggle())) tell("这段语音无法播放：浏览器不支持它的格式");
  };
  return (
    <span className="chat-voice-box">
      <button
        type="button"
        className={playing ? "bubble chat-voice playing" : "bubble chat-voice"}
        style={{ width: widthOf(seconds ?? 2) }}
        onClick={() => void play()}
        aria-label={`语音${seconds ? ` ${seconds} 秒` : ""}${playing ? "，正在播放" : ""}`}
      >
        <svg viewBox="0 0 20 20" width={20} height={20} aria-hidden="true">
          <path className="wave" d="M5.5 11.4a2 2 0 0 0 0-2.8" />
          <path className="wave" d="M8.5 13.7a5.3 5.3 0 0 0 0-7.4" />
          <path className="wave" d="M11.6 16.2a9 9 0 0 0 0-12.4" />
        </svg>
        <span>{seconds ? `${seconds}″` : ""}</span>
      </button>
      {recognition ? <span className="chat-heard">{recognition}</span> : null}
    </span>
  );
}
