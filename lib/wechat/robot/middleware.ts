import { WechatConfigError } from "../errors";
import type { RobotMessage } from "./message-types";
import { replyOf } from "./reply";
import type { Reply } from "./reply-types";
import type { Middleware, RobotContext, RobotSession } from "./types";

type Onward = () => Promise<Reply | null>;

/**
 * Runs middleware around `handlers`, the first registered outermost. One that returns something answers with that, null
 * and "" for nothing. One that returns `undefined` has what its `next()` gave, an error too, whether it waited for it or
 * not; if it never called `next()`, nothing is answered.
 * @throws what a middleware or a handler throws; WechatConfigError when `next()` was called twice
 */
export async function runMiddleware<S extends RobotSession>(
  middleware: readonly Middleware<S>[],
  message: RobotMessage,
  context: RobotContext<S>,
  handlers: Onward,
): Promise<Reply | null> {
  const [outermost, ...inner] = middleware;
  if (outermost === undefined) return handlers();
  const turn = new Turn(() => runMiddleware(inner, message, context, handlers));
  try {
    const result = await outermost(message, context, () => turn.next());
    const answer = turn.calls > 1 ? await turn.fail() : replyOf(result, "A middleware (robot.use)");
    return answer === undefined ? await turn.given : answer;
  } finally {
    turn.over = true;
  }
}

/** One middleware's `next()`. */
class Turn {
  calls = 0;
  over = false;
  given: Promise<Reply | null> = Promise.resolve(null);
  readonly #onward: Onward;

  constructor(onward: Onward) {
    this.#onward = onward;
  }

  next(): Promise<Reply | null> {
    this.calls += 1;
    const given = this.calls > 1 || this.over ? this.fail() : this.#onward();
    // Who does not wait for it must not bring the process down by it.
    given.catch(() => {});
    if (this.calls === 1) this.given = given;
    return given;
  }

  async fail(): Promise<never> {
    const why = this.calls > 1 ? "called next() twice" : "called next() after its end";
    throw new WechatConfigError(`A middleware (robot.use) ${why}`, "ROBOT_NEXT");
  }
}
