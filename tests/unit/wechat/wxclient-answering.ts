import { setup } from "./wxclient-support";

export const host = "https://api.weixin.qq.com/cgi-bin";

/** A client, and a WeChat that answers everything but the token with this. */
export function answering(...answers: (object | string | Response)[]) {
  const world = setup();
  let next = 0;
  world.account.intercept = ({ url }) => {
    if (url.includes("/cgi-bin/stable_token")) return undefined;
    next += 1;
    return answers[Math.min(next, answers.length) - 1];
  };
  const client = world.start();
  return {
    ...world,
    client,
    /** What was asked besides the token: the path with its query, and the body. */
    asked: () =>
      world.calls
        .filter(({ url }) => !url.includes("/cgi-bin/stable_token"))
        .map(({ method, url, body }) => [method, url.replace(host, ""), body]),
  };
}

export const ok = { errcode: 0, errmsg: "ok" };
