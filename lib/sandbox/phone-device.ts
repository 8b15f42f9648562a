/** Which phone the sandbox's people hold. Read in browsers too. */

export const phoneDevices = ["android", "iphone"] as const;
export type PhoneDevice = (typeof phoneDevices)[number];

/** The cookie that says so; it is set for the path `/`. */
export const deviceCookie = "sandbox_device";

/** The phone that a Cookie header, or document.cookie, names; Android unless it says otherwise. */
export function deviceIn(cookies: string): PhoneDevice {
  const found = cookies.split(/;\s*/).find((pair) => pair.startsWith(`${deviceCookie}=`));
  const named = found?.slice(deviceCookie.length + 1);
  return phoneDevices.find((device) => device === named) ?? "android";
}
