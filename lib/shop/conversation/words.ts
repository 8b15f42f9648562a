import { link } from "./customer";

/** Yours to edit: what the robot says when it knows nothing better. */

const canSay = () =>
  [
    "「选宝石」 帮您挑一颗",
    "「订单」 最近的订单",
    "「宝石」 宝石余额",
    "「人工」 联系客服",
    link("/", "进入商店"),
  ].join("\n");

export const welcome = () => `您好，这里是月光宝石。您可以发送：\n\n${canSay()}`;

export const help = () => `您可以发送：\n\n${canSay()}`;

export const notUnderstood = () => `抱歉，这个我还不懂。您可以发送：\n\n${canSay()}`;

export const staffByMessage = "请直接发送「人工」两个字，我马上为您转接客服。";

export const notOurCode = () => `这个码不是我们的宝石。请扫商品的二维码，或者${link("/", "去商店看看")}。`;
