import { beforeEach, describe, expect, it } from "vitest";
import * as openRoute from "@/app/sandbox/api/bridge/subscribe/open/route";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { stopWorker } from "@/lib/sandbox/worker";
import { changeSettings } from "../../support/settings";
import { freshSandbox, lastCall } from "./support";

const { subscribe, template } = sandboxAccounts.templates;

beforeEach(async () => {
  await freshSandbox();
  return stopWorker;
});

const ask = (input: unknown) =>
  openRoute.POST(
    new Request("http://localhost:3000/sandbox/api/bridge/subscribe/open", {
      method: "POST",
      body: JSON.stringify(input),
    }),
    { params: Promise.resolve({}) },
  );
const url = "http://localhost:3000/orders/M1";

describe("a page's question about notices", () => {
  it("names what may be sent, each once", async () => {
    const asked = `${subscribe.shipped}, ${subscribe.refunded},${subscribe.shipped}`;
    const answer = await ask({ template: asked, url });
    expect(await answer.json()).toEqual({
      ok: true,
      templates: [
        { id: subscribe.shipped, title: "订单发货通知" },
        { id: subscribe.refunded, title: "退款成功通知" },
      ],
    });
    expect(await lastCall()).toMatchObject({ address: "wx-open-subscribe", ok: true });
  });

  it.each([
    ["no template", "", "template 里没有模板 id"],
    ["a template of template messages", template.paid, "不属于这个公众号的订阅通知模板"],
    ["one that is nobody's beside one that is good", `${subscribe.paid},Nobody0Nobody0`, "不属于这个公众号"],
    ["more than three", "a,b,c,d", "一次最多问 3 个模板"],
  ])("is refused for %s, and the ledger says why", async (_name, asked, rule) => {
    const answer: unknown = await (await ask({ template: asked, url })).json();
    expect(answer).toMatchObject({ ok: false, errMsg: expect.stringContaining(rule) });
    expect(await lastCall()).toMatchObject({ ok: false, why: { rule: expect.stringContaining(rule) } });
  });

  it("is no question without its fields, and a 404 while the sandbox is off", async () => {
    expect((await ask({ url })).status).toBe(400);
    const restore = changeSettings({ WECHAT_SANDBOX: "0" });
    expect((await ask({ template: subscribe.paid, url })).status).toBe(404);
    restore();
  });
});
