import { config } from "../config";
import { db } from "../db";

/** Whether a user is one of the shop's operators: one of their openids stands in ADMIN_OPENIDS. */
export async function isOperator(userId: string): Promise<boolean> {
  const { adminOpenids } = config();
  if (adminOpenids.length === 0) return false;
  return (await db().wechatIdentity.count({ where: { userId, openid: { in: adminOpenids } } })) > 0;
}
