"use client";

import { useAction } from "@/app/sandbox/_console/use-action";
import type { Said } from "@/lib/sandbox/chat/types";
import { upload } from "../media";
import { film, samplePictures } from "../samples";
import { SheetFailure } from "./picture-sheet";
import { Sheet } from "./sheet";

type VideoSheetProps = { onSay: (said: Said) => void; onClose: () => void };

/** The camera: films two seconds of light on a stone. */
export function VideoSheet({ onSay, onClose }: VideoSheetProps) {
  const record = useAction(async (sample: (typeof samplePictures)[number]) => {
    const { video, thumb } = await film(sample);
    const extension = video.type === "video/mp4" ? "mp4" : "webm";
    const [mediaId, thumbMediaId] = await Promise.all([
      upload(video, `${sample.stone}.${extension}`),
      upload(thumb, `${sample.stone}.jpg`),
    ]);
    onClose();
    onSay({ kind: "video", mediaId, thumbMediaId });
  });
  return (
    <Sheet title="拍摄视频" onClose={onClose} testid="chat-video-sheet">
      <p className="sheet-line">{record.busy ? "正在拍摄，两秒就好…" : "镜头对着哪一颗？"}</p>
      <div className={record.busy ? "sheet-pictures filming" : "sheet-pictures"}>
        {samplePictures.map((sample, index) => (
          <button
            key={sample.stone}
            type="button"
            disabled={record.busy}
            onClick={() => void record.run(sample)}
            aria-label={`拍摄${sample.name}`}
            data-first={index === 0 ? true : undefined}
            data-testid="chat-film"
          >
            {/* biome-ignore lint/performance/noImgElement: one of the shop's own drawings */}
            <img src={`/stones/${sample.stone}.svg`} alt="" width={92} height={92} />
          </button>
        ))}
      </div>
      <SheetFailure text={record.failure} />
    </Sheet>
  );
}
