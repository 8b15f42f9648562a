import type { ServerResponse } from "node:http";
import type { ReceivedFile } from "@/lib/wechat";
import { serving } from "./wxclient-media-support";

export const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x7b, 0x0a]);
export const attachment = {
  "content-type": "image/jpeg",
  "content-disposition": 'attachment; filename="M1.jpg"',
};

/** Asks a server that answers so. */
export async function got<T>(
  answer: (response: ServerResponse, attempt: number, url: string) => void,
  use: (world: Parameters<Parameters<typeof serving>[1]>[0]) => Promise<T>,
): Promise<T> {
  let result: T | undefined;
  await serving(
    (request, response, attempt) => answer(response, attempt, request.url ?? ""),
    async (world) => {
      result = await use(world);
    },
  );
  return result as T;
}

export const read = async ({ body }: ReceivedFile) => Buffer.from(await new Response(body).arrayBuffer());

export function asFile(answer: ReceivedFile | { videoUrl: string }): ReceivedFile {
  if ("videoUrl" in answer) throw new Error("a video");
  return answer;
}
