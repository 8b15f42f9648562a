import { expect, test } from "vitest";
import { hum } from "@/app/sandbox/chat/samples";
import { endingOf, mediumRules, sniff, typeOf } from "@/lib/sandbox/media-kinds";

const bytesOf = async (sound: Blob) => new Uint8Array(await sound.arrayBuffer());

test("a hummed phrase is a WAV file of its length, and not silent", async () => {
  const { sound, seconds } = hum("你好，请问有月光石吗？");
  const bytes = await bytesOf(sound);
  const view = new DataView(bytes.buffer);
  expect(sniff(bytes)).toBe("audio/wav");
  expect(view.getUint32(4, true)).toBe(bytes.length - 8);
  expect(view.getUint32(40, true)).toBe(bytes.length - 44);
  expect((bytes.length - 44) / view.getUint32(28, true)).toBeCloseTo(2.64);
  expect(seconds).toBe(3);
  const samples = new Int16Array(bytes.buffer, 44);
  expect(Math.max(...samples)).toBeGreaterThan(5000);
});

test("the shortest voice counts as a second", () => {
  expect(hum("好").seconds).toBe(1);
});

test("what the phone records is a voice or a video, and nothing that an account may upload", () => {
  const webm = Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, 0x9f);
  expect(sniff(webm)).toBe("video/webm");
  expect([typeOf("audio/wav"), typeOf("video/webm")]).toEqual(["voice", "video"]);
  expect([endingOf("audio/wav"), endingOf("video/webm")]).toEqual(["wav", "webm"]);
  const uploadable = Object.values(mediumRules).flatMap(({ mimes }) => mimes);
  expect(uploadable).not.toContain("audio/wav");
  expect(uploadable).not.toContain("video/webm");
});
