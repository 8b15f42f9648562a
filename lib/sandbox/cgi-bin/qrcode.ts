import { z } from "zod";
import { type ApiAnswer, refuse, succeed } from "../api-answers";
import { sections } from "../explanation";
import { createQrCode, type NewQrCode } from "../qr-codes";
import { checkedInput, optionalText } from "./checked";
import { type CgiRequest, isAnswer } from "./request";

/** QR codes of the account, with a scene. */

const section = sections.qrcode;
const defaultSeconds = 60;
const longestSeconds = 2_592_000;
const highestTemporary = 2 ** 32 - 1;
const highestPermanent = 100_000;
const longestScene = 64;

const input = z.object({
  expire_seconds: z.number().optional(),
  action_name: optionalText,
  action_info: z
    .object({
      scene: z.object({ scene_id: z.unknown().optional(), scene_str: z.unknown().optional() }).optional(),
    })
    .optional(),
});

type Input = z.infer<typeof input>;

const actions = {
  QR_SCENE: { named: false, permanent: false },
  QR_STR_SCENE: { named: true, permanent: false },
  QR_LIMIT_SCENE: { named: false, permanent: true },
  QR_LIMIT_STR_SCENE: { named: true, permanent: true },
} as const;

type ActionName = keyof typeof actions;

const isAction = (name: string): name is ActionName => Object.hasOwn(actions, name);

/** POST cgi-bin/qrcode/create. (QR codes with a scene) */
export async function qrcodeCreateCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(request, input, section);
  if (isAnswer(given)) return given;
  const code = codeIn(given);
  if (isAnswer(code)) return code;
  const { ticket, url } = await createQrCode(code);
  const life = code.seconds === null ? "永久" : `${code.seconds} 秒有效`;
  const body = { ticket, ...(code.seconds === null ? {} : { expire_seconds: code.seconds }), url };
  const ignored = code.seconds === null && given.expire_seconds !== undefined;
  const notes = ["永久二维码没有有效期：expire_seconds 没有用上"];
  return succeed(body, `场景 ${code.scene}，${life}`, ignored ? { section, notes } : undefined);
}

function codeIn({
  action_name: name,
  action_info: info,
  expire_seconds: asked,
}: Input): NewQrCode | ApiAnswer {
  if (!isAction(name)) {
    const expected = Object.keys(actions).join("、");
    return bad("action_name", `action_name 是 ${expected} 之一`, name, expected);
  }
  const { named, permanent } = actions[name];
  const scene = named ? namedScene(info?.scene?.scene_str) : numberedScene(info?.scene?.scene_id, permanent);
  if (typeof scene !== "string") return scene;
  if (permanent) return { scene, named, seconds: null };
  const seconds = asked ?? defaultSeconds;
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= longestSeconds)
    return { scene, named, seconds };
  const rule = `expire_seconds 最长 ${longestSeconds} 秒（30 天），不填是 ${defaultSeconds} 秒`;
  return bad("expire_seconds", rule, asked, `1–${longestSeconds}`);
}

function namedScene(given: unknown): string | ApiAnswer {
  if (typeof given === "string" && given !== "" && [...given].length <= longestScene) return given;
  const rule = `scene_str 是 1 到 ${longestScene} 个字符的字符串`;
  return bad("action_info.scene.scene_str", rule, given, `1–${longestScene} 个字符`);
}

function numberedScene(given: unknown, permanent: boolean): string | ApiAnswer {
  const highest = permanent ? highestPermanent : highestTemporary;
  if (typeof given === "number" && Number.isInteger(given) && given >= 1 && given <= highest)
    return String(given);
  const rule = permanent
    ? `永久二维码的 scene_id 是 1–${highestPermanent} 的整数`
    : "临时二维码的 scene_id 是 32 位非 0 整数";
  return bad("action_info.scene.scene_id", rule, given, `1–${highest}`);
}

function bad(field: string, rule: string, given: unknown, expected: string): ApiAnswer {
  return refuse(40053, { rule, section, field, expected, given: JSON.stringify(given) ?? "（没有）" });
}
