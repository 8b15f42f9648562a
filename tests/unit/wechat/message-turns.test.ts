import { describe, expect, it, vi } from "vitest";
import { Turns } from "@/lib/wechat/robot/turns";

/** A timer that never rings. Somebody who has to wait sets one. */
function turns() {
  const timer = vi.fn(() => () => {});
  return { turns: new Turns(timer, 30_000), timer };
}

describe("whoever has been handled is forgotten", () => {
  it("and so the next of the same person waits for nobody", async () => {
    const { turns: queue, timer } = turns();
    for (let message = 0; message < 3; message++) {
      const leave = await queue.enter("oPerson");
      leave();
    }
    expect(timer).not.toHaveBeenCalled();
  });

  it("with those who came meanwhile, who go one after the other", async () => {
    const { turns: queue, timer } = turns();
    const order: string[] = [];
    const handled = async (name: string) => {
      const leave = await queue.enter("oPerson");
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      leave();
    };
    await Promise.all([handled("first"), handled("second")]);
    expect(order).toEqual(["first begins", "first ends", "second begins", "second ends"]);
    expect(timer).toHaveBeenCalledOnce();
    await handled("third");
    expect(timer).toHaveBeenCalledOnce();
  });

  it("but not for one before who is still there", async () => {
    const { turns: queue, timer } = turns();
    const [leaveFirst] = await Promise.all([queue.enter("oPerson"), queue.enter("oAnother")]);
    const second = queue.enter("oPerson");
    leaveFirst();
    const leaveSecond = await second;
    void queue.enter("oPerson");
    expect(timer).toHaveBeenCalledTimes(2);
    leaveSecond();
  });
});
