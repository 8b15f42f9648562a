import type { Hint } from "./hint";

/** The menu below the chat. (Custom menu; conditional menus) */

const domains: Hint = {
  en: "A button's address is of a domain that WeChat does not allow here: enter it as 业务域名 of the account, and see whether it is blocked.",
  zh: "菜单按钮的链接域名不被允许：请在服务号后台把该域名设为业务域名，并确认它没有被微信封禁。",
};
const region: Hint = {
  en: "Menus by region are not taken any more: use tags (matchrule.tag_id).",
  zh: "个性化菜单已不再支持按地区匹配：请改用标签（matchrule.tag_id）。",
};

export const menuHints: Readonly<Record<number, Hint>> = {
  40015: {
    en: 'The menu\'s kind is not valid: the body is {"button":[…]}, nothing around it.',
    zh: '菜单类型不对：请求体应为 {"button":[…]}，外层不要再包一层。',
  },
  40016: {
    en: "A menu has 1 to 3 buttons above.",
    zh: "一级菜单须为 1 到 3 个按钮。",
  },
  40017: {
    en: "A button's type is not one of WeChat's, or the account may not use it: compare its spelling (view, click, miniprogram …).",
    zh: "按钮类型不对，或该账号不能使用此类型：请核对 type 的拼写（view、click、miniprogram 等）。",
  },
  40018: {
    en: "A menu button's name is too long: at most 16 bytes above, 60 below.",
    zh: "菜单按钮名称过长：一级菜单最多 16 字节，二级菜单最多 60 字节。",
  },
  40019: {
    en: "A button's key is missing or too long: 1 to 128 bytes.",
    zh: "按钮的 key 缺失或过长：1 到 128 字节。",
  },
  40020: {
    en: "A button's url is missing or too long: 1 to 1024 bytes.",
    zh: "按钮的 url 缺失或过长：1 到 1024 字节。",
  },
  40021: {
    en: "WeChat does not know this version of the menu: publish the menu again.",
    zh: "菜单版本号无效：请重新发布菜单。",
  },
  40022: {
    en: "The menu has too many levels: buttons below other buttons have none below them.",
    zh: "菜单级数过多：最多两级，二级菜单下不能再有子菜单。",
  },
  40023: {
    en: "There are 1 to 5 buttons below another.",
    zh: "每个一级菜单下须为 1 到 5 个二级菜单。",
  },
  40024: {
    en: "The type of a button below another is not one of WeChat's: compare its spelling.",
    zh: "二级菜单的按钮类型不对：请核对 type 的拼写。",
  },
  40025: {
    en: "The name of a button below another is too long: at most 60 bytes.",
    zh: "二级菜单名称过长：最多 60 字节。",
  },
  40026: {
    en: "The key of a button below another is missing or too long: 1 to 128 bytes.",
    zh: "二级菜单的 key 缺失或过长：1 到 128 字节。",
  },
  40027: {
    en: "The url of a button below another is missing or too long: 1 to 1024 bytes.",
    zh: "二级菜单的 url 缺失或过长：1 到 1024 字节。",
  },
  40028: {
    en: "This person cannot be used for a menu: see whether they follow the account.",
    zh: "该用户不能用于自定义菜单：请确认其已关注服务号。",
  },
  40054: domains,
  40055: domains,
  41007: {
    en: "A button has neither a type nor buttons below it.",
    zh: "按钮既没有 type，也没有 sub_button。",
  },
  45010: {
    en: "There are too many buttons: 3 above, 5 below each.",
    zh: "菜单数量超限：一级最多 3 个，每个下面最多 5 个。",
  },
  46002: {
    en: "This version of the menu is not there: publish the menu again.",
    zh: "菜单版本不存在：请重新发布菜单。",
  },
  46003: {
    en: "The account has no menu that was made through the interface: publish one; one made in the console shows in get_current_selfmenu_info only.",
    zh: "没有通过接口创建的菜单：请先发布；在后台设置的菜单只能用 get_current_selfmenu_info 查到。",
  },
  65301: {
    en: "There is no conditional menu of this menuid: menuGet() tells which there are.",
    zh: "不存在此 menuid 的个性化菜单：可用 menuGet() 查看现有的菜单。",
  },
  65302: {
    en: "There is no such user: pass on an openid of this account, or a WeChat name.",
    zh: "没有这个用户：请传入本账号的 openid 或微信号。",
  },
  65303: {
    en: "There is no menu for all yet: publish it before the conditional ones.",
    zh: "还没有默认菜单：请先发布默认菜单，再创建个性化菜单。",
  },
  65304: {
    en: "The matchrule names no condition: at least one, such as tag_id.",
    zh: "matchrule 为空：至少要有一个条件，例如 tag_id。",
  },
  65305: {
    en: "There are too many conditional menus: delete some of them.",
    zh: "个性化菜单数量已达上限：请先删除一些。",
  },
  65306: {
    en: "The account may not have conditional menus: they want a verified account.",
    zh: "该账号不支持个性化菜单：需要已认证的账号。",
  },
  65307: {
    en: "The conditional menu is empty: it wants buttons.",
    zh: "个性化菜单内容为空：请填写 button。",
  },
  65308: {
    en: "A button does nothing: give it a type, or buttons below it.",
    zh: "有按钮没有响应动作：请填写 type 或 sub_button。",
  },
  65309: {
    en: "Conditional menus are switched off: switch them on in the account's console.",
    zh: "个性化菜单开关处于关闭状态：请到服务号后台开启。",
  },
  65310: region,
  65311: region,
  65312: region,
  65313: region,
  65314: region,
  65315: {
    en: "The conditional menu is refused: compare its matchrule and buttons with the interface's page.",
    zh: "个性化菜单不合规：请对照接口文档核对 matchrule 与按钮。",
  },
  65316: {
    en: "The menus lead to more than three domains: use fewer.",
    zh: "菜单跳转的域名过多：最多 3 个域名，请减少。",
  },
  65317: {
    en: "A button's url is not valid: it begins with http:// or https://, and its domain must be allowed.",
    zh: "按钮的 url 不合法：须以 http:// 或 https:// 开头，且域名被允许。",
  },
  65320: {
    en: "The matchrule names sex, region or language, which WeChat does not take any more: use tags.",
    zh: "matchrule 含性别、地区或语言等隐私条件，微信已不再支持：请改用标签。",
  },
};
