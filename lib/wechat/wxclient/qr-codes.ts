import { z } from "zod";
import { parsedAnswer } from "../api-answer";
import type { Gateway } from "../gateway";
import type { Calls } from "./call";
import { checked, filled } from "./checked";

export interface QrCode {
  /** Takes the place of the code; see qrcodeUrl. */
  ticket: string;
  /** What the code holds: draw it yourself, if you like. */
  url: string;
  /** How long it lasts; null for ever. */
  expireSeconds: number | null;
}

export interface QrCodeMethods {
  /**
   * A QR code that leads to the account. Who scans it comes with `scene` in the event: SCAN, or subscribe. (QR codes with scenes)
   * @param scene a number (1 to 4294967295, a permanent code's to 100000), or a text of 1 to 64 characters. `7` and `"7"` differ
   * @param expireSeconds 1 to 2592000, which is 30 days. Without it the code is permanent, of which an account has 100 000
   * and can take none away
   * @throws WechatApiError 40053, WechatConfigError, WechatError as accessToken
   */
  qrcodeCreate(scene: string | number, expireSeconds?: number): Promise<QrCode>;
  /** The address of a code's picture, a JPEG, which needs no token. (QR codes with scenes) */
  qrcodeUrl(ticket: string): string;
}

const maxPermanentNumber = 100_000;
const maxNumber = 0xffff_ffff;

const numberUpTo = (max: number) =>
  z
    .number()
    .refine(
      (scene) => Number.isInteger(scene) && scene >= 1 && scene <= max,
      `must be an integer from 1 to ${max}`,
    );
const sceneText = z.string().refine((scene) => {
  const length = [...scene].length;
  return length >= 1 && length <= 64;
}, "must have 1 to 64 characters");
const expiry = z
  .number()
  .refine(
    (seconds) => Number.isInteger(seconds) && seconds >= 1 && seconds <= 2_592_000,
    "must be an integer from 1 to 2592000",
  );

const codeAnswer = z.object({
  ticket: z.string().min(1),
  url: z.string().min(1),
  expire_seconds: z.coerce.number().int().min(1).optional(),
});

/** See QrCodeMethods. */
export function qrCodes(calls: Calls, gateway: Gateway): QrCodeMethods {
  return {
    qrcodeCreate: async (scene, expireSeconds) => {
      const body = expireSeconds === undefined ? permanent(scene) : temporary(scene, expireSeconds);
      const answer = await calls.post("/cgi-bin/qrcode/create", body);
      const { ticket, url, expire_seconds } = parsedAnswer(codeAnswer, answer);
      return {
        ticket,
        url,
        expireSeconds: expireSeconds === undefined ? null : (expire_seconds ?? expireSeconds),
      };
    },
    qrcodeUrl: (ticket) =>
      gateway.url(
        "mp.weixin.qq.com",
        `/cgi-bin/showqrcode?ticket=${encodeURIComponent(checked("QR_CODE", filled, ticket, ["ticket"]))}`,
      ),
  };
}

function permanent(scene: string | number) {
  return typeof scene === "string"
    ? { action_name: "QR_LIMIT_STR_SCENE", action_info: named(scene) }
    : { action_name: "QR_LIMIT_SCENE", action_info: numbered(scene, maxPermanentNumber) };
}

function temporary(scene: string | number, expireSeconds: number) {
  const expire_seconds = checked("QR_CODE", expiry, expireSeconds, ["expireSeconds"]);
  return typeof scene === "string"
    ? { expire_seconds, action_name: "QR_STR_SCENE", action_info: named(scene) }
    : { expire_seconds, action_name: "QR_SCENE", action_info: numbered(scene, maxNumber) };
}

const named = (scene: string) => ({
  scene: { scene_str: checked("QR_CODE", sceneText, scene, ["scene"]) },
});
const numbered = (scene: number, max: number) => ({
  scene: { scene_id: checked("QR_CODE", numberUpTo(max), scene, ["scene"]) },
});
