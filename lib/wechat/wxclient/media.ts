import { z } from "zod";
import { apiHost, parsedAnswer, refuseErrcode } from "../api-answer";
import { type WechatApiError, WechatError } from "../errors";
import { parseJson } from "../json";
import { nonceStr } from "../sign";
import { sendStreaming } from "../streaming";
import { maxAnswerBytes, readBytes, successText, type Transport, withQuery } from "../transport";
import type { WithToken } from "./call";
import { filled } from "./checked";
import { type CheckedFile, checkedFile } from "./media-checks";
import { mediaGet } from "./media-download";
import type { MediaMethods } from "./media-types";
import { multipart } from "./multipart";

const uploadedAnswer = z
  .object({
    media_id: filled.optional(),
    thumb_media_id: filled.optional(),
    created_at: z.coerce.number().int().min(0),
  })
  .transform(({ media_id, thumb_media_id = media_id, created_at }) => ({ id: thumb_media_id, created_at }))
  .pipe(z.object({ id: filled, created_at: z.number() }));
const addressAnswer = z.object({ url: filled });

/** See MediaMethods. */
export function media(transport: Transport, withToken: WithToken): MediaMethods {
  return {
    mediaUpload: async (type, file) => {
      const answer = await upload(transport, withToken, "media/upload", { type }, checkedFile(type, file));
      const { id, created_at } = parsedAnswer(uploadedAnswer, answer);
      return { mediaId: id, createdAt: new Date(created_at * 1000) };
    },
    mediaUploadImg: async (file) => {
      const checked = checkedFile("uploadimg", file);
      return parsedAnswer(addressAnswer, await upload(transport, withToken, "media/uploadimg", {}, checked));
    },
    mediaGet: (mediaId, options) => mediaGet(transport, withToken, mediaId, options),
  };
}

async function upload(
  transport: Transport,
  withToken: WithToken,
  path: string,
  query: Readonly<Record<string, string>>,
  { filename, type, size, open, once }: CheckedFile,
): Promise<unknown> {
  const ask = async (token: string): Promise<unknown> => {
    const file = { field: "media", filename, type, size, data: open() };
    const form = multipart(file, `--------------${nonceStr(32, transport.random)}`);
    const address = withQuery(`/cgi-bin/${path}`, { ...query, access_token: token });
    const { status, body } = await sendStreaming(transport, apiHost, address, {
      method: "POST",
      headers: { "content-type": form.contentType, "content-length": String(form.length) },
      body: form.body,
      maxBytes: maxAnswerBytes,
    });
    const text = (await readBytes(body)).toString("utf8");
    const answer = parseJson(successText(apiHost, { status, text }));
    refuseErrcode(answer, [token]);
    return answer;
  };
  return once ? withToken(ask, spent) : withToken(ask);
}

function spent(refusal: WechatApiError): WechatError {
  return new WechatError(
    "The access token was dead and is renewed now, but the stream has been used up: upload it again",
    {
      code: "STREAM_SPENT",
      kind: "api",
      retryable: true,
      hint: "A Blob or bytes would have been sent again by themselves.",
      hintZh: "token 已失效并已刷新，但流只能读取一次：请用新的流重新上传；若传入 Blob 或字节则会自动重发。",
      detail: { errcode: refusal.errcode },
    },
  );
}
