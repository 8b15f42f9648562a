"use client";

import { useRef } from "react";
import { useAction } from "@/app/sandbox/_console/use-action";
import { upload } from "../media";
import { type SamplePicture, samplePictures, takePicture } from "../samples";
import { Sheet } from "./sheet";

type PictureSheetProps = {
  title?: string;
  onChosen: (mediaId: string) => Promise<void>;
  onClose: () => void;
};

/** Chooses a picture: one of three that lie in the phone, or a file. */
export function PictureSheet({ title = "照片", onChosen, onClose }: PictureSheetProps) {
  const input = useRef<HTMLInputElement>(null);
  const send = useAction(async (data: Blob, name: string) => {
    const mediaId = await upload(data, name);
    onClose();
    await onChosen(mediaId);
  });
  const take = useAction(async (sample: SamplePicture) => {
    await send.run(await takePicture(sample), `${sample.stone}.jpg`);
  });
  const busy = send.busy || take.busy;
  return (
    <Sheet title={title} onClose={onClose} testid="chat-picture-sheet">
      <div className="sheet-pictures">
        {samplePictures.map((sample, index) => (
          <button
            key={sample.stone}
            type="button"
            disabled={busy}
            onClick={() => void take.run(sample)}
            aria-label={`发送${sample.name}的照片`}
            data-first={index === 0 ? true : undefined}
            data-testid="chat-sample-picture"
          >
            {/* biome-ignore lint/performance/noImgElement: one of the shop's own drawings */}
            <img src={`/stones/${sample.stone}.svg`} alt="" width={92} height={92} />
          </button>
        ))}
      </div>
      <input
        ref={input}
        className="sr-only"
        type="file"
        accept="image/*"
        tabIndex={-1}
        aria-label="图片文件"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) void send.run(file, file.name);
        }}
        data-testid="chat-picture-file"
      />
      <button type="button" className="sheet-wide" disabled={busy} onClick={() => input.current?.click()}>
        从这台电脑选择…
      </button>
      <SheetFailure text={send.failure ?? take.failure} />
    </Sheet>
  );
}

/** Why nothing was sent. */
export function SheetFailure({ text }: { text: string | null }) {
  return text ? (
    <p className="sheet-failure" role="alert">
      {text}
    </p>
  ) : null;
}
