import { describe, expect, it } from "vitest";
import { qrLook } from "@/lib/sandbox/qr-look";

const look = (params: Record<string, string>) => qrLook((name) => params[name] ?? "");
const embedded = (params: Record<string, string> = {}) => look({ login_type: "jssdk", ...params });
const css = "data:text/css;base64,LmEgeyBjb2xvcjogcmVkIH0+";

describe("the page with the QR code", () => {
  it("alone listens to nothing but the language", () => {
    const all = { self_redirect: "true", style: "white", stylelite: "1", href: css, lang: "en" };
    expect(look(all)).toEqual({
      embedded: false,
      movesWindow: false,
      light: false,
      lite: false,
      stylesheet: null,
      english: true,
    });
  });

  it.each([
    ["true", false],
    ["default", true],
    ["false", true],
    ["", true],
  ])("embedded with self_redirect=%s: the window moves: %s", (self_redirect, movesWindow) => {
    expect(embedded({ self_redirect }).movesWindow).toBe(movesWindow);
  });

  it("is light, small and English when it is told so", () => {
    expect(embedded()).toMatchObject({ light: false, lite: false, english: false });
    expect(embedded({ style: "white", stylelite: "1", lang: "en" })).toMatchObject({
      light: true,
      lite: true,
      english: true,
    });
    expect(embedded({ style: "black", stylelite: "0", lang: "cn" })).toMatchObject({
      light: false,
      lite: false,
      english: false,
    });
  });

  it.each([
    [css, css],
    [css.replace("+", " "), css],
    ["https://shop.example/login.css?v=1", "https://shop.example/login.css?v=1"],
    ["http://shop.example/login.css", null],
    ["//shop.example/login.css", null],
    ["javascript:alert(1)", null],
    ["data:text/html;base64,PGI+", null],
    ["data:text/css,.a{}", null],
    ['data:text/css;base64,LmE="><script>', null],
    ["", null],
  ])("takes the style sheet %s as %s", (href, stylesheet) => {
    expect(embedded({ href }).stylesheet).toBe(stylesheet);
    expect(embedded({ href, stylelite: "1" }).stylesheet).toBeNull();
  });
});
