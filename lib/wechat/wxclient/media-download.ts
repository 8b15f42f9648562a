import { z } from "zod";
import { apiHost, parsedAnswer } from "../api-answer";
import { WechatError } from "../errors";
import { parseJson } from "../json";
import { type StreamedAnswer, sendStreaming } from "../streaming";
import { maxAnswerBytes, readBytes, successText, type Transport, withQuery } from "../transport";
import type { WithToken } from "./call";
import { checked, filled } from "./checked";
import { filenameIn } from "./content-disposition";
import type { MediaGetOptions, ReceivedFile } from "./media-types";

const defaultMaxBytes = 32 * 1024 * 1024;

const videoAnswer = z.object({ video_url: filled });

const sizeLimit = z.number().int().min(1);

/** See MediaMethods.mediaGet. */
export async function mediaGet(
  transport: Transport,
  withToken: WithToken,
  mediaId: string,
  { maxBytes = defaultMaxBytes, jssdkVoice = false }: MediaGetOptions = {},
): Promise<ReceivedFile | { videoUrl: string }> {
  const media_id = checked("MEDIA", filled, mediaId, ["mediaId"]);
  const init = { method: "GET", maxBytes: checked("MEDIA", sizeLimit, maxBytes, ["maxBytes"]) } as const;
  const path = jssdkVoice ? "/cgi-bin/media/get/jssdk" : "/cgi-bin/media/get";
  return withToken(async (token) => {
    const address = withQuery(path, { media_id, access_token: token });
    return received(await sendStreaming(transport, apiHost, address, init), token);
  });
}

/** A file, or JSON that says why there is none or where the video is: no more is read than tells which. */
async function received(answer: StreamedAnswer, token: string): Promise<ReceivedFile | { videoUrl: string }> {
  const { status, headers } = answer;
  const { first, body } = await begun(answer.body);
  const contentType = (headers.get("content-type") ?? "").replace(/;.*$/s, "").trim().toLowerCase();
  const disposition = headers.get("content-disposition");
  const asText = contentType.startsWith("text/") || contentType.endsWith("json");
  const ok = status >= 200 && status < 300;
  // No picture, voice or video begins like an object; what is named as a file is one, unless it says that it is text.
  const object = (disposition === null || asText) && startsObject(first);
  if (ok && !object && (disposition !== null || (!asText && first.byteLength > 0))) {
    return {
      contentType: contentType || "application/octet-stream",
      filename: filenameIn(disposition),
      body,
    };
  }
  const text = (await readBytes(body, maxAnswerBytes)).toString("utf8");
  if (text === "" && ok) throw nothing();
  const json = parseJson(successText(apiHost, { status, text }));
  return { videoUrl: parsedAnswer(videoAnswer, json, [token]).video_url };
}

/** The stream's first bytes, and the stream as if they had not been read. */
async function begun(
  source: ReadableStream<Uint8Array>,
): Promise<{ first: Uint8Array; body: ReadableStream<Uint8Array> }> {
  const reader = source.getReader();
  let part = await reader.read();
  while (!part.done && part.value.byteLength === 0) part = await reader.read();
  const first = part.done ? new Uint8Array() : part.value;
  let held = first.byteLength > 0;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (held) {
          held = false;
          return controller.enqueue(first);
        }
        const next = await reader.read();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return { first, body };
}

const startsObject = (bytes: Uint8Array): boolean =>
  /^\uFEFF?\s*\{/.test(Buffer.from(bytes.subarray(0, 64)).toString("utf8"));

function nothing(): WechatError {
  return new WechatError("WeChat's answer is neither a file nor JSON", {
    code: "ANSWER",
    kind: "malformed",
    outcome: "unknown",
  });
}
