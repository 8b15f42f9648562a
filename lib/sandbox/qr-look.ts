/** How the page that shows a QR code looks, by what wxLogin.js puts into its address. */

export interface QrLook {
  /** It stands in a frame that wxLogin.js made. */
  embedded: boolean;
  /** After the login the window around the frame moves on, and not the frame. */
  movesWindow: boolean;
  /** Light text, for a dark page around the frame. */
  light: boolean;
  /** The small one: the code and its state, and no style sheet of the page's. */
  lite: boolean;
  /** The page's own style sheet, which WeChat puts after its own. */
  stylesheet: string | null;
  english: boolean;
}

/**
 * Reads `login_type`, `self_redirect`, `style`, `stylelite`, `href` and `lang`.
 * (Website application, embedded QR code)
 */
export function qrLook(param: (name: string) => string): QrLook {
  const embedded = param("login_type") === "jssdk";
  const lite = embedded && param("stylelite") === "1";
  return {
    embedded,
    movesWindow: embedded && param("self_redirect") !== "true",
    light: embedded && param("style") === "white",
    lite,
    stylesheet: embedded && !lite ? stylesheetOf(param("href")) : null,
    english: param("lang") === "en",
  };
}

/** Only an https address, or the style sheet itself. A plus sign that was not encoded arrives as a blank. */
function stylesheetOf(href: string): string | null {
  const packed = href.replace(/ /g, "+");
  if (/^data:text\/css;base64,[A-Za-z0-9+/]+={0,2}$/.test(packed)) return packed;
  return URL.canParse(href) && new URL(href).protocol === "https:" ? href : null;
}
