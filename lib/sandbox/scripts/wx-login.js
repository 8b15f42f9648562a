/*
 * wxLogin.js of the sandbox: puts WeChat's QR code into a page. Written from the protocol; where the script itself
 * came from, WeChat's other hosts are as well. (Website application, embedded QR code)
 */
const { src: ownAddress = "" } = document.currentScript || {};
const beforeHost = /^(.*\/)res2?\.wx\.qq\.com\//.exec(ownAddress);
// A script that was not loaded by its address belongs to the sandbox of this very site.
const gateway = beforeHost ? beforeHost[1] : "/sandbox/";

// A browser lets a frame from elsewhere move the window around it only after a tap in it, or with this leave.
const mayMoveWindow =
  "allow-scripts allow-same-origin allow-top-navigation allow-popups allow-popups-to-escape-sandbox";

/** `true`: the frame logs in; `false` and `default`: the window around it does. */
function selfRedirect(asked) {
  return asked === true ? "true" : asked === false ? "false" : "default";
}

/** The frame's address. What the page gives goes into it as it is: encoding redirect_uri is the page's work. */
function frameAddress(options) {
  const parts = [
    `appid=${options.appid}`,
    `scope=${options.scope}`,
    `redirect_uri=${options.redirect_uri}`,
    `state=${options.state}`,
    "login_type=jssdk",
    `self_redirect=${selfRedirect(options.self_redirect)}`,
  ];
  for (const name of ["styletype", "sizetype", "bgcolor", "rst"])
    parts.push(`${name}=${options[name] || ""}`);
  for (const name of ["style", "href"]) if (options[name]) parts.push(`${name}=${options[name]}`);
  if (options.lang === "en") parts.push("lang=en");
  if (options.stylelite) parts.push(`stylelite=${options.stylelite}`);
  if (String(options.fast_login) === "0") parts.push("fast_login=0");
  return `${gateway}open.weixin.qq.com/connect/qrconnect?${parts.join("&")}`;
}

/** `new WxLogin({ id, appid, scope, redirect_uri, state, … })` fills the element with the id. */
export function WxLogin(options) {
  const frame = document.createElement("iframe");
  frame.title = "微信登录二维码";
  frame.frameBorder = "0";
  frame.scrolling = "no";
  frame.width = "300px";
  frame.height = "400px";
  frame.setAttribute("allowtransparency", "true");
  if (options.self_redirect !== true) frame.setAttribute("sandbox", mayMoveWindow);
  frame.src = frameAddress(options);
  const place = document.getElementById(options.id);
  place.innerHTML = "";
  place.appendChild(frame);
}
