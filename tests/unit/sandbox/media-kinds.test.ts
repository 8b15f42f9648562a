import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endingOf, sniff, typeOf } from "@/lib/sandbox/media-kinds";

const latin = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

describe("a file's first bytes", () => {
  it.each([
    ["\x89PNG\r\n\x1a\n", "image/png", "image", "png"],
    ["\xff\xd8\xff\xe1", "image/jpeg", "image", "jpg"],
    ["GIF87a", "image/gif", "image", "gif"],
    ["GIF89a", "image/gif", "image", "gif"],
    ["#!AMR\n", "audio/amr", "voice", "amr"],
    ["ID3\x04", "audio/mpeg", "voice", "mp3"],
    ["\xff\xfb\x90\x00", "audio/mpeg", "voice", "mp3"],
    ["\xff\xf3\x40\x00", "audio/mpeg", "voice", "mp3"],
    ["\x00\x00\x00\x20ftypisom", "video/mp4", "video", "mp4"],
  ] as const)("%j", (start, mime, type, ending) => {
    expect(sniff(latin(`${start}rest`))).toBe(mime);
    expect([typeOf(mime), endingOf(mime)]).toEqual([type, ending]);
  });

  it.each([
    "",
    "\x89PN",
    "<svg/>",
    "<html>",
    "GIF88a",
    "BM",
    "RIFF....WEBP",
    "\xff\xd8",
    "\xff\xe0\x00\x00",
    "\xff\xeb\x90\x00",
    "\xff\xfb\xf0\x00",
    "\xff\xfb\x9c\x00",
    "ftypmp42",
    "%PDF",
    "#!/bin/sh",
    " GIF89a",
  ])("%j is none that WeChat takes", (start) => {
    expect(sniff(latin(start))).toBeNull();
  });

  it("are never those of a page", () => {
    fc.assert(
      fc.property(fc.string(), (rest) => {
        for (const start of ["<", " <", "\ufeff<", "<!doctype html>", "<?xml"]) {
          expect(sniff(new TextEncoder().encode(start + rest))).toBeNull();
        }
      }),
    );
  });
});
