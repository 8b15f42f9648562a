/*
 * What the bridge keeps of the browser before the page can change it, and how it talks to the sandbox.
 */
export const native = {
  fetch: window.fetch,
  userAgent: navigator.userAgent,
  listen: document.addEventListener.bind(document),
};

/** A real WeChat, or a test that says it is one: nothing to put on. */
export const isWechatItself = /MicroMessenger/i.test(native.userAgent);

/** As read now: the phone of the console puts its own on first. */
export const isIphone = () => /iPhone|iPad/.test(navigator.userAgent);

const withoutFragment = (address) => address.split("#")[0];

/** Where the page was loaded, whatever it did to its address since. */
export const landing = location.href;

/**
 * The page's address as WeChat sees it: on an iPhone the one that was loaded, on Android that of the moment.
 * (JS-SDK, signature)
 */
export const pageAddress = () => withoutFragment(isIphone() ? landing : location.href);

/** Asks the sandbox. @returns what it answers, also when that is a refusal */
export async function askSandbox(path, body, options = {}) {
  const answer = await native.fetch.call(window, `/sandbox/api/${path}`, {
    method: "POST",
    // The mark tells the server that it is the phone who asks, and so which phone.
    headers: { "content-type": "application/json", "x-sandbox-phone": "1" },
    credentials: "same-origin",
    body: JSON.stringify(body),
    ...options,
  });
  return answer.json();
}
