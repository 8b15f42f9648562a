/** Temporary files, which WeChat keeps for 3 days. (Temporary media) */

export type MediaType = "image" | "voice" | "video" | "thumb";

interface FileHead {
  /** With the ending that fits its kind, such as `stone.jpg`; no path. */
  filename: string;
  /** The content type, such as `image/jpeg`. */
  type: string;
}

/**
 * A file to send. A Blob or bytes can be sent a second time, should the access token turn out dead; a stream cannot. A stream's
 * size must be known beforehand: WeChat refuses an upload that does not tell its length, with HTTP 412.
 */
export type MediaFile = FileHead &
  (
    | { data: Blob | Uint8Array; size?: undefined }
    | { data: ReadableStream<Uint8Array> /** Bytes. */; size: number }
  );

export interface UploadedMedia {
  /** Good for 3 days, for any number of messages. */
  mediaId: string;
  createdAt: Date;
}

export interface ReceivedFile {
  contentType: string;
  /** As WeChat names it, without any path; null when it names none. */
  filename: string | null;
  /** To be read to its end, or cancelled. Breaks off with a WechatError: TIMEOUT, NETWORK, TOO_LARGE. */
  body: ReadableStream<Uint8Array>;
}

export interface MediaGetOptions {
  /** A larger file is refused, while it comes at the latest. Default 32 MiB. */
  maxBytes?: number | undefined;
  /** Of a voice that the JS-SDK uploaded: the better one, in speex. */
  jssdkVoice?: boolean | undefined;
}

export interface MediaMethods {
  /**
   * Uploads a temporary file, read while it is sent. The time allowed is for each moment in which nothing moves, not for the
   * whole. Sent twice it is there twice, which harms nobody. (Temporary media, upload)
   * @param type image: 10 MiB, PNG, JPEG or GIF. voice: 2 MiB and 60 s, AMR or MP3. video: 10 MiB, MP4. thumb: 64 KiB, JPEG
   * @throws WechatConfigError for size, type and name that do not fit, before anything is sent; and for a stream of another
   * length than `size`
   * @throws WechatError code STREAM_SPENT, to be tried again with a new stream: the access token was dead and is renewed now
   * @throws WechatApiError 40004 to 40006, 40009 to 40012, 41005, WechatError as accessToken; what reading `file.data` throws, as it is
   */
  mediaUpload(type: MediaType, file: MediaFile): Promise<UploadedMedia>;
  /**
   * Downloads a temporary file; of a video WeChat tells the address only. (Temporary media, download)
   * @throws WechatApiError 40007 (unknown, or older than 3 days), WechatError code TOO_LARGE; as accessToken
   */
  mediaGet(mediaId: string, options?: MediaGetOptions): Promise<ReceivedFile | { videoUrl: string }>;
  /**
   * Uploads a picture for the text of an article: JPEG or PNG, less than 1 MiB. It has an address instead of an id, and stays.
   * (Permanent media, pictures in articles) @throws as mediaUpload
   */
  mediaUploadImg(file: MediaFile): Promise<{ url: string }>;
}
