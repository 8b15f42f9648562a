import { redirect } from "next/navigation";
import { type CurrentUser, currentUser } from "../session";
import { loginPath } from "./login-answers";

/** The logged-in user, or off to the login page and back to `path`. */
export async function requireUser(path: string): Promise<CurrentUser> {
  return (await currentUser()) ?? redirect(loginPath(path));
}
