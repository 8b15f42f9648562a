import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { unionidOf } from "@/lib/sandbox/people";
import { ask, chen, expectRefused, lin, linElsewhere, ok, tell } from "./cgi-support";
import { apiRaw, freshSandbox, qrcode, stopTime } from "./support";

beforeEach(async () => {
  await freshSandbox();
  stopTime();
});

const batch = (user_list: unknown) => tell("/cgi-bin/user/info/batchget", { user_list });
const remark = (openid: unknown, text: unknown) =>
  tell("/cgi-bin/user/info/updateremark", { openid, remark: text });

describe("user/info", () => {
  it("tells how somebody came, and what was noted", async () => {
    await ask("/cgi-bin/user/get");
    const data = { scene: "ADD_SCENE_QR_CODE", qrScene: 98_765, qrSceneStr: "product:moon" };
    await db().sandboxPerson.update({ where: { id: "lin" }, data });
    expect(await remark(lin, "爱月光石")).toEqual(ok);
    expect(await ask("/cgi-bin/user/info", { openid: lin })).toMatchObject({
      remark: "爱月光石",
      subscribe_scene: "ADD_SCENE_QR_CODE",
      qr_scene: 98_765,
      qr_scene_str: "product:moon",
    });
  });

  it("comes for up to a hundred at once, in the order asked for", async () => {
    expect(await batch([{ openid: chen, lang: "zh_CN" }, { openid: lin }])).toEqual({
      user_info_list: [
        { subscribe: 0, openid: chen, unionid: unionidOf("chen") },
        await ask("/cgi-bin/user/info", { openid: lin }),
      ],
    });
    const hundred = Array.from({ length: 100 }, () => ({ openid: lin }));
    expect((await batch(hundred)).user_info_list).toHaveLength(100);
    await expectRefused(batch([...hundred, { openid: lin }]), 40032, "user_list");
  });

  it.each<[string, unknown, number, string]>([
    ["nobody", [], 40032, "user_list"],
    ["no list", undefined, 40032, "user_list"],
    ["a stranger among others", [{ openid: lin }, { openid: "x" }], 40003, "user_list.1.openid"],
    ["another account's openid", [{ openid: linElsewhere }], 40003, "user_list.0.openid"],
    ["openids by themselves", [lin], 47001, "user_list.0"],
  ])("refuses %s", async (_name, list, errcode, field) => {
    await expectRefused(batch(list), errcode, field);
  });
});

describe("a remark", () => {
  it("has up to 30 bytes, and can be taken back", async () => {
    expect(await remark(lin, "月".repeat(10))).toEqual(ok);
    await expectRefused(remark(lin, `${"月".repeat(10)}a`), 40092, "remark");
    expect(await ask("/cgi-bin/user/info", { openid: lin })).toMatchObject({ remark: "月".repeat(10) });
    expect(await remark(lin, "")).toEqual(ok);
    expect(await ask("/cgi-bin/user/info", { openid: lin })).toMatchObject({ remark: "" });
  });

  it("is for followers", async () => {
    await expectRefused(remark(chen, "x"), 46004, "openid");
    await expectRefused(remark("x", "x"), 40003, "openid");
    await expectRefused(remark(lin, 1), 47001, "remark");
  });
});

/** Every call of the official account alone. */
const calls: [method: "GET" | "POST", path: string][] = [
  ["POST", "/cgi-bin/user/info/batchget"],
  ["POST", "/cgi-bin/user/info/updateremark"],
  ["POST", "/cgi-bin/user/tag/get"],
  ["POST", "/cgi-bin/tags/create"],
  ["GET", "/cgi-bin/tags/get"],
  ["POST", "/cgi-bin/tags/members/batchtagging"],
  ["POST", "/cgi-bin/tags/members/getblacklist"],
  ["POST", "/cgi-bin/message/custom/send"],
  ["POST", "/cgi-bin/message/custom/typing"],
  ["POST", "/cgi-bin/message/template/send"],
  ["POST", "/cgi-bin/message/template/subscribe"],
  ["POST", "/cgi-bin/message/subscribe/bizsend"],
  ["POST", "/cgi-bin/template/api_add_template"],
  ["GET", "/cgi-bin/template/get_all_private_template"],
  ["POST", "/cgi-bin/template/del_private_template"],
  ["GET", "/cgi-bin/template/get_industry"],
  ["GET", "/wxaapi/newtmpl/gettemplate"],
  ["POST", "/cgi-bin/menu/create"],
  ["GET", "/cgi-bin/menu/get"],
  ["GET", "/cgi-bin/menu/delete"],
  ["POST", "/cgi-bin/menu/addconditional"],
  ["POST", "/cgi-bin/menu/delconditional"],
  ["POST", "/cgi-bin/menu/trymatch"],
  ["GET", "/cgi-bin/get_current_selfmenu_info"],
  ["POST", "/cgi-bin/qrcode/create"],
  ["POST", "/cgi-bin/media/upload"],
  ["GET", "/cgi-bin/media/get"],
  ["GET", "/cgi-bin/media/get/jssdk"],
  ["POST", "/cgi-bin/media/uploadimg"],
  ["POST", "/cgi-bin/openapi/quota/get"],
  ["POST", "/cgi-bin/openapi/rid/get"],
  ["POST", "/cgi-bin/callback/check"],
];

it.each(calls)("%s %s is for the official account, by its method, with a token", async (method, path) => {
  const isPost = method === "POST";
  await expectRefused(isPost ? tell(path, {}, qrcode) : ask(path, {}, qrcode), 48001, "access_token");
  await expectRefused(isPost ? ask(path) : tell(path, {}), isPost ? 43002 : 43001, "HTTP 方法");
  const bare = await apiRaw(path, isPost ? { method, body: "{}" } : { method });
  await expectRefused(bare.json(), 41001, "access_token");
  if (isPost && !path.includes("/media/")) await expectRefused(tell(path, ""), 44002);
});
