import type { WxConfig } from "../jssdk";
import { isWechat } from "../useragent";
import type { Argument, CallName, Result } from "./calls";
import { entryUrl, withoutFragment } from "./entry-url";
import { errorOf, JssdkError } from "./errors";
import { invoke, type JssdkWindow, loadWx, untilBridge, type Wx, within } from "./wx";

export type { Answer, Argument, CallName, PostalAddress, Result, ShareData, WXPay } from "./calls";
export { JssdkError, type JssdkErrorKind } from "./errors";
export type { JssdkWindow, Wx } from "./wx";

export interface JssdkClientOptions {
  /** Answers `?url=` with what to give to wx.config. Default `/weixin-config.js`. */
  configUrl?: string;
  /** The address under which the document was loaded, without a fragment; default what the browser remembers. See `entryUrl`. */
  entryUrl?: string;
  /** Whether pages have open tags: these lose their rights at every change of the address, also on iOS. */
  openTags?: boolean;
  /** Inside WeChat every call's result is shown in an alert. */
  debug?: boolean;
  /** How long configuring may take, in milliseconds. Default 15000. */
  patienceMs?: number;
  window?: JssdkWindow;
}

export interface JssdkClient {
  /**
   * Configures WeChat's script for the page as its address is now, unless that is done, and says what with. Of
   * several pages, asked for one after the other, the last one counts. (JS-SDK, single-page applications)
   * @throws JssdkError `unavailable` outside WeChat, where nothing is loaded; `cancelled` when the page changed
   */
  ready(): Promise<WxConfig>;
  /**
   * Makes a call once the page that it is made on is configured.
   * @param timeoutMs for WeChat's answer; default 10 seconds, and 10 minutes for calls that wait for a person
   * @throws JssdkError see JssdkErrorKind
   */
  call<Name extends CallName>(
    name: Name,
    argument: Argument<Name>,
    timeoutMs?: number,
  ): Promise<Result<Name>>;
}

type Attempt = {
  /** What is signed: the page, or on iOS the address under which the document was loaded. */
  address: string;
  page: string;
  /** Whether the other of the two was refused before. */
  second: boolean;
  /** WeChat's script tells of a second config only when it fails. Until then it is taken to be right. */
  guessed: boolean;
  failed: boolean;
  done: Promise<WxConfig>;
};

/** What our server answers. */
type ConfigAnswer =
  | { ok: true; config: WxConfig; scripts: string[] }
  | { ok: false; code: string; message: string; hint: string; hintZh: string };

const scriptMs = 6000;
const callMs = 10_000;
const personMs = 10 * 60_000;
const waitsForPerson = /^(choose|open|scan|addCard|launch)/;
/** While a second config is under way its calls are denied: how often, and after which pauses, they are repeated. */
const repeats = 6;
const repeatPauseMs = 300;

/** A second config is believed at once, but for a document in which WeChat has refused one: there after so long. */
const doubtMs = 1000;

const nothing = () => {};
const changed = (what: string) => new JssdkError("cancelled", `${what}:cancel, the page has changed`);

/**
 * WeChat's JS-SDK as promises, for pages that change without loading: each call finds the signature in force that
 * WeChat wants at that moment. Android checks the present address, iOS the one that was loaded; a web view that holds
 * it the other way round is noticed by its refusal. Nothing is loaded outside WeChat. (JS-SDK)
 */
export function createJssdkClient(options?: JssdkClientOptions): JssdkClient {
  const {
    configUrl = "/weixin-config.js",
    entryUrl: entry = entryUrl(),
    openTags,
    debug,
    patienceMs = 15_000,
    window: host = window,
  } = options ?? {};
  const agent = host.navigator.userAgent;
  const ios = /iPhone|iPad|iPod/.test(agent);
  let signsEntry = ios;
  let current: Attempt | undefined;
  let off: JssdkError | undefined;
  let sdk: Promise<Wx> | undefined;
  /** Whether WeChat has refused a signature in this document. */
  let doubtful = false;
  /** WeChat's script has one state for all: verifications take turns. */
  let turn: Promise<unknown> = Promise.resolve();

  const here = () => withoutFragment(host.location.href);

  async function ask(address: string) {
    const query = `${debug ? "debug=true&" : ""}url=${encodeURIComponent(address)}`;
    const response = await host.fetch(`${configUrl}?${query}`, { headers: { accept: "application/json" } });
    const answer: ConfigAnswer | null = await response.json().catch(() => null);
    if (answer?.ok) return answer;
    console.error(configUrl, response.status, answer);
    const error = new JssdkError(
      response.status === 404 ? "unavailable" : "failed",
      `config:fail, ${answer?.code ?? response.status}`,
    );
    if (error.kind === "unavailable") off = error;
    throw error;
  }

  function load(scripts: string[]): Promise<Wx> {
    sdk ??= loadWx(host, scripts, scriptMs).catch((error) => {
      sdk = undefined;
      throw error;
    });
    return sdk;
  }

  /** Has WeChat check a signature. Resolves to its refusal, if any; one that comes later is acted upon as well. */
  function verify(attempt: Attempt, wx: Wx, config: WxConfig): Promise<JssdkError | undefined> {
    if (current !== attempt || (!signsEntry && here() !== attempt.page)) throw changed("config");
    return new Promise((resolve) => {
      let settled = false;
      const settle = (refusal?: JssdkError) => {
        settled = true;
        resolve(refusal);
      };
      wx.error(({ errMsg }) => {
        console.error(`${errMsg}. Signed was ${attempt.address}, the page is ${here()}`);
        attempt.failed = doubtful = true;
        if (settled) otherWay(attempt, errMsg);
        else settle(errorOf(errMsg));
      });
      wx.config(config);
      let called = false;
      attempt.guessed = true;
      wx.ready(() => {
        called = true;
        if (attempt.guessed && doubtful) setTimeout(settle, doubtMs);
        else settle();
      });
      attempt.guessed = called;
    });
  }

  /** After "invalid signature": the same page with the other address signed, once. */
  function otherWay({ address, page, second }: Attempt, errMsg: string): Attempt | undefined {
    const other = address === entry ? page : entry;
    if (second) signsEntry = ios;
    else if (other !== address && here() === page && /invalid signature/.test(errMsg)) {
      signsEntry = other === entry;
      return begin(other, page, true);
    }
    return undefined;
  }

  async function configure(attempt: Attempt): Promise<WxConfig> {
    const { config, scripts } = await ask(attempt.address);
    const wx = await load(scripts);
    await untilBridge(host);
    const verified = turn.then(() => within(patienceMs, "config", verify(attempt, wx, config)));
    turn = verified.catch(nothing);
    const refusal = await verified;
    if (!refusal) return config;
    const other = otherWay(attempt, refusal.errMsg);
    if (other) return other.done;
    throw refusal;
  }

  function begin(address: string, page: string, second: boolean): Attempt {
    const done: Promise<WxConfig> = new Promise(nothing);
    const attempt: Attempt = { address, page, second, guessed: false, failed: false, done };
    current = attempt;
    attempt.done = within(patienceMs, "config", configure(attempt)).catch((error) => {
      attempt.failed = true;
      throw error instanceof JssdkError ? error : new JssdkError("failed", `config:fail, ${error}`);
    });
    attempt.done.catch(nothing);
    return attempt;
  }

  function ready(): Promise<WxConfig> {
    if (!isWechat(agent)) off = new JssdkError("unavailable", "config:fail, not open in WeChat");
    if (off) return Promise.reject(off);
    const page = here();
    const address = signsEntry ? entry : page;
    const stands =
      current && !current.failed && current.address === address && (current.page === page || !openTags);
    return (stands && current ? current : begin(address, page, false)).done;
  }

  async function call<Name extends CallName>(
    name: Name,
    argument: Argument<Name>,
    timeoutMs?: number,
  ): Promise<Result<Name>> {
    const page = here();
    const patience = timeoutMs ?? (waitsForPerson.test(name) ? personMs : callMs);
    for (let left = repeats; ; left -= 1) {
      const configured = ready();
      const attempt = current;
      await configured;
      if (here() !== page || !sdk) throw changed(name);
      try {
        // What WeChat answers is as the types say, or less: all but errMsg is optional in them.
        return (await within(patience, name, invoke(await sdk, name, argument))) as Result<Name>;
      } catch (error) {
        const sure = attempt === current && !attempt?.guessed;
        if (sure || left === 0 || !(error instanceof JssdkError && error.kind === "denied")) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, repeatPauseMs));
    }
  }

  return { ready, call };
}
