import { gemBalance } from "../shop/conversation/gems";
import { lastOrders } from "../shop/conversation/orders";
import { productByAddress, productByScene } from "../shop/conversation/products";
import {
  beginFinding,
  continueFinding,
  type FinderMemory,
  leaveFinding,
} from "../shop/conversation/stone-finder";
import { help, notOurCode, notUnderstood, staffByMessage, welcome } from "../shop/conversation/words";
import { noteFollowed, noteLeft } from "../shop/followers";
import { menuKeys } from "../shop/menu";
import { noteNoticeDelivery, noteTemplateDelivery } from "../shop/notices/delivery";
import { reply } from "../wechat/robot/reply";
import { createRobot } from "../wechat/robot/robot";

/**
 * Yours to edit: what the official account answers.
 *
 * A handler gets `(message, context)`: the message has WeChat's own names, `context.session` is what this person's
 * conversation remembers, `context.match` what a regular expression found. Return a text, an article (a card with a
 * link), music, or what one of the `reply` helpers makes; null answers with nothing, and undefined leaves the message
 * to the next handler. WeChat waits for 5 seconds: what takes longer is sent afterwards, as a customer-service message.
 *
 * A message is handled once, however often WeChat delivers it. Do not trust its text, and tell a person only
 * what is theirs: `FromUserName` is the openid of who asks.
 */
export const robot = createRobot<FinderMemory>();

// Somebody follows the account; by a product's QR code, they are shown that product.
robot.subscribe(async ({ FromUserName, CreateTime, scene = "" }) => {
  await noteFollowed(FromUserName, scene, CreateTime);
  return (await productByScene(scene)) ?? welcome();
});
robot.unsubscribe(async ({ FromUserName, CreateTime }, context) => {
  await noteLeft(FromUserName, CreateTime);
  context.session = {};
  return null;
});
robot.scan(async ({ scene }) => (await productByScene(scene)) ?? welcome());

// What people type. A text has to be the whole message; a regular expression says itself what it wants. Two repetitions
// side by side must not fit the same characters: a long message of them would keep the whole process busy.
robot.filter(/^\s*(你好|您好|hello|hi)[\s!！。]*$/i, () => welcome());
robot.filter(/^\s*(帮助|help|菜单|[?？])\s*$/i, () => help());
robot.filter(["订单", "我的订单", "最近订单"], ({ FromUserName }) => lastOrders(FromUserName));
robot.filter(["宝石", "宝石余额", "我的宝石"], ({ FromUserName }) => gemBalance(FromUserName));
robot.filter(["人工", "客服", "人工客服", "转人工"], (_, { session }) => {
  leaveFinding(session);
  return reply.transfer();
});

// A conversation of several messages, kept in the session.
robot.filter(["选宝石", "推荐", "推荐宝石"], (_, { session }) => beginFinding(session));
robot.filter(["取消", "退出", "不选了"], (_, { session }) => leaveFinding(session));
robot.text(({ Content }, { session }) => continueFinding(session, Content));

// The address of a product's page, typed or sent on as a link.
robot.text(async ({ Content }) => (await productByAddress(Content)) ?? undefined);
robot.link(async ({ Url }) => (await productByAddress(Url)) ?? "链接收到了，不过我只认得本店的宝石。");

// What is said is taken as if it were typed, where the account has speech recognition.
robot.voice(async ({ Recognition = "" }, { session }) => {
  const answer = Recognition ? await continueFinding(session, Recognition) : undefined;
  return answer ?? "抱歉，语音我还听不太懂，请打字告诉我。";
});
robot.image(() => "照片收到了，很好看！想请客服看看，请发送「人工」。");
robot.video(() => "视频收到了。想请客服看看，请发送「人工」。");
robot.shortvideo(() => "视频收到了。想请客服看看，请发送「人工」。");
// What a person wrote comes back without < and >: WeChat would draw their links as if the account had set them.
robot.location(({ Label }) => {
  const place = Label.replace(/[<>]/g, "");
  return `收到位置${place && `：${place}`}。我们没有门店，全国包邮，宝石会送到您手上。`;
});

// The menu: lib/shop/menu.ts has its buttons. An event cannot be handed over to staff, only a message can.
robot.keyClick(menuKeys.orders, ({ FromUserName }) => lastOrders(FromUserName));
robot.keyClick(menuKeys.gems, ({ FromUserName }) => gemBalance(FromUserName));
robot.keyClick(menuKeys.staff, () => staffByMessage);
robot.scancodeWaitmsg(
  async ({ ScanCodeInfo }) => (await productByAddress(ScanCodeInfo.ScanResult)) ?? notOurCode(),
);

// Whether our messages about orders have arrived.
robot.templateSendJobFinish(async (event) => {
  await noteTemplateDelivery(event);
  return null;
});
robot.subscribeMsgSent(async (event) => {
  await noteNoticeDelivery(event);
  return null;
});

// The last resort. Events that nobody wants, a tap on a link of the menu say, need no answer.
robot.event(() => null);
robot.handler(() => notUnderstood());
