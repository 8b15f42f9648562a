import { nowMs } from "@/lib/clock";
import { type ApiAnswer, type Errcode, refuse, succeed } from "../api-answers";
import { type Explanation, sections } from "../explanation";
import { expiredMedium, type Medium, readMedium, storeArticlePicture, storeMedium } from "../media";
import { endingOf, isMediumType, type MediumType, mediumRules, mediumTypes, sniff } from "../media-kinds";
import { appUrl } from "../site";
import type { Upload } from "../uploads";
import { refuseStranger } from "./checked";
import { type CgiRequest, isAnswer } from "./request";

/** Temporary media up and down. */

const sizeErrors: Readonly<Record<MediumType, Errcode>> = {
  image: 40009,
  voice: 40010,
  video: 40011,
  thumb: 40012,
};

/** The file of an upload, or why there is none. */
function fileIn({ upload }: CgiRequest, section: Explanation["section"]): Upload | ApiAnswer {
  const why = { section, field: "media" };
  if (!upload) {
    const advice = "用 multipart/form-data 上传，文件放在 media 字段里，带 filename，不要自己写 Content-Type";
    return refuse(41005, { rule: "表单里没有 media 这个文件", ...why, advice });
  }
  if (upload.bytes.length > 0) return upload;
  return refuse(44001, { rule: "media 文件是空的", ...why, given: "0 字节" });
}

/** POST cgi-bin/media/upload. (Temporary media) */
export async function mediaUploadCall(request: CgiRequest): Promise<ApiAnswer> {
  const section = sections.media;
  const refusal = await refuseStranger(request, section);
  if (refusal) return refusal;
  const type = request.query.get("type") ?? "";
  if (!isMediumType(type)) {
    const expected = mediumTypes.join("、");
    return refuse(40004, { rule: `type 是 ${expected} 之一`, section, field: "type", expected, given: type });
  }
  const file = fileIn(request, section);
  if (isAnswer(file)) return file;
  const mime = sniff(file.bytes);
  const rule = mediumRules[type];
  if (mime === null || !rule.mimes.includes(mime)) return wrongKind(mime, rule.text, file, section);
  const size = file.bytes.length;
  if (size > rule.maxBytes) {
    const wrong = { section, field: "media", expected: `${rule.maxBytes} 字节以内`, given: `${size} 字节` };
    return refuse(sizeErrors[type], { rule: rule.text, ...wrong });
  }
  return kept(
    type,
    await storeMedium({ type, mime, filename: nameOf(file, type, mime), bytes: file.bytes }),
    size,
  );
}

const nameOf = (file: Upload, type: MediumType, mime: Parameters<typeof endingOf>[0]): string =>
  file.filename.slice(0, 200) || `${type}.${endingOf(mime)}`;

function wrongKind(
  mime: string | null,
  rule: string,
  { bytes, mime: said }: Upload,
  section: Explanation["section"],
): ApiAnswer {
  const begins = Buffer.from(bytes.subarray(0, 8)).toString("hex");
  const given = mime ?? `不认识的内容（开头是 ${begins}，自称 ${said || "没有类型"}）`;
  const advice = "微信看文件的内容，不看它的扩展名和 Content-Type";
  return refuse(40005, { rule, section, field: "media", given, advice });
}

function kept(type: MediumType, mediaId: string, size: number): ApiAnswer {
  const body = {
    type,
    // A thumb's id has a name of its own.
    [type === "thumb" ? "thumb_media_id" : "media_id"]: mediaId,
    created_at: Math.floor(nowMs() / 1000),
  };
  return succeed(body, `${mediumRules[type].text.split("：")[0]}，${size} 字节，3 天内有效`);
}

/** GET cgi-bin/media/get: the file itself, or for a video where it is. (Temporary media) */
export async function mediaGetCall(request: CgiRequest): Promise<ApiAnswer> {
  const medium = await mediumIn(request);
  if (isAnswer(medium)) return medium;
  if (medium.type !== "video") return fileAnswer(medium);
  const address = `${appUrl()}/sandbox/api/media/${medium.mediaId}`;
  return succeed({ video_url: address }, `视频在 ${address}`);
}

/** GET cgi-bin/media/get/jssdk: a voice that a page recorded. (Temporary media, JS-SDK voice) */
export async function mediaGetJssdkCall(request: CgiRequest): Promise<ApiAnswer> {
  const medium = await mediumIn(request);
  if (isAnswer(medium)) return medium;
  if (medium.type !== "voice") {
    const why = { section: sections.media, field: "media_id", expected: "voice", given: medium.type };
    return refuse(40007, { rule: "这个地址只下载 JS-SDK 录的语音", ...why, advice: "别的素材用 media/get" });
  }
  return fileAnswer(medium, ["微信给的是 speex 格式的高清语音；沙箱不转码，给的是原来的文件"]);
}

function fileAnswer({ mime, filename, bytes }: Medium, notes?: string[]): ApiAnswer {
  const outcome = `${mime}，${bytes.length} 字节`;
  const why = notes ? { section: sections.media, notes } : undefined;
  return { ...succeed({}, outcome, why), file: { mime, filename, bytes } };
}

async function mediumIn(request: CgiRequest): Promise<Medium | ApiAnswer> {
  const section = sections.media;
  const refusal = await refuseStranger(request, section);
  if (refusal) return refusal;
  const given = request.query.get("media_id") ?? "";
  if (given === "") return refuse(41006, { rule: "media_id 必填", section, field: "media_id" });
  return (await readMedium(given)) ?? noMedium(given, "media_id", section);
}

/** A media_id that names nothing, or nothing any more. */
export async function noMedium(
  given: string,
  field: string,
  section: Explanation["section"],
): Promise<ApiAnswer> {
  const over = await expiredMedium(given);
  const rule = over ? `临时素材 3 天有效，这个已在 ${over.toISOString()} 失效` : "没有这个 media_id";
  const advice = over
    ? "重新上传一次，用新的 media_id"
    : "media_id 由 media/upload 或用户发来的消息给出，原样使用";
  return refuse(40007, { rule, section, field, given, advice });
}

const articlePictureBytes = 1024 * 1024;

/** POST cgi-bin/media/uploadimg: a picture for articles, which stays. (Pictures of articles) */
export async function uploadImageCall(request: CgiRequest): Promise<ApiAnswer> {
  const section = sections.articlePicture;
  const refusal = await refuseStranger(request, section);
  if (refusal) return refusal;
  const file = fileIn(request, section);
  if (isAnswer(file)) return file;
  const text = "图文消息里的图片：png、jpg，1 MB 以内";
  const mime = sniff(file.bytes);
  if (mime !== "image/png" && mime !== "image/jpeg") return wrongKind(mime, text, file, section);
  const size = file.bytes.length;
  if (size >= articlePictureBytes) {
    return refuse(40009, { rule: text, section, field: "media", given: `${size} 字节` });
  }
  return succeed({ url: await storeArticlePicture(mime, file.bytes) }, `${mime}，${size} 字节`);
}
