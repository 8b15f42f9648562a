import { accessHints } from "./api-access";
import { contentHints } from "./api-content";
import { limitHints } from "./api-limits";
import { mediaHints } from "./api-media";
import { menuHints } from "./api-menu";
import { peopleHints } from "./api-people";
import type { Hint } from "./hint";

/**
 * The codes of api.weixin.qq.com that people meet most, and what to do about each. (Global return codes)
 * `{ip}` stands for the address that WeChat's text names.
 */
export const apiHints: Readonly<Record<number, Hint>> = {
  ...accessHints,
  ...peopleHints,
  ...contentHints,
  ...menuHints,
  ...mediaHints,
  ...limitHints,
};
