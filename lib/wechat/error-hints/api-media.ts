import type { Hint } from "./hint";

/** Files. (Temporary media; permanent media) */

export const mediaHints: Readonly<Record<number, Hint>> = {
  40004: {
    en: "The media type is none of image, voice, video, thumb: correct the parameter `type`.",
    zh: "媒体类型不对：参数 type 只能是 image、voice、video 或 thumb。",
  },
  40005: {
    en: "The file's format is not taken: look at its name's ending, its content type, and that the content really is of that kind.",
    zh: "文件格式不支持：请核对文件名后缀、content-type，以及内容是否真是该格式。",
  },
  40006: {
    en: "The file is empty or too large: image and video 10 MB, voice 2 MB, thumb 64 KB.",
    zh: "文件为空或过大：图片、视频最大 10 MB，语音 2 MB，缩略图 64 KB。",
  },
  40007: {
    en: "The media_id is unknown or older than its 3 days: upload the file again.",
    zh: "media_id 无效，或临时素材已满 3 天过期：请重新上传。",
  },
  40009: {
    en: "The picture is too large: 10 MB at most; 1 MB for uploadimg.",
    zh: "图片过大：最大 10 MB，uploadimg 接口最大 1 MB。",
  },
  40010: {
    en: "The voice is too large or too long: 2 MB and 60 seconds at most.",
    zh: "语音过大或过长：最大 2 MB、60 秒。",
  },
  40011: {
    en: "The video is too large: 10 MB at most.",
    zh: "视频文件过大：最大不超过 10 MB。",
  },
  40012: {
    en: "The thumb is too large: a JPEG of 64 KB at most.",
    zh: "缩略图过大：须为不超过 64 KB 的 JPG。",
  },
  40113: {
    en: "The file's format is not taken: its name must end as its content is, in small letters.",
    zh: "文件格式不支持：文件名后缀须与内容一致，并用小写。",
  },
  41005: {
    en: "The upload carried no file: send it as multipart, in the field `media`, with a file name.",
    zh: "上传请求里没有文件：请用 multipart 的 media 字段上传，并带上文件名。",
  },
  41006: {
    en: "The call carried no media_id: upload the file first and pass on the id.",
    zh: "请求缺少 media_id：请先上传素材，再传入返回的 media_id。",
  },
  44001: {
    en: "The file is empty: see that it was not read to its end before.",
    zh: "上传的文件为空：请检查流是否已被读完。",
  },
  45001: {
    en: "The file is too large: image and video 10 MB, voice 2 MB, thumb 64 KB.",
    zh: "文件过大：图片、视频最大 10 MB，语音 2 MB，缩略图 64 KB。",
  },
  45007: {
    en: "The voice is too long: 60 seconds at most.",
    zh: "语音过长：最多 60 秒。",
  },
  46001: {
    en: "There is no such file: temporary ones are kept for 3 days.",
    zh: "素材不存在：临时素材只保留 3 天。",
  },
};
