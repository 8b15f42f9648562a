import { redirect } from "next/navigation";
import { type CurrentUser, currentUser } from "../session";

/** The logged-in user, or off to the login page and back to `path`. */
export async function requireUser(path: string): Promise<CurrentUser> {
  return (await currentUser()) ?? redirect(`/login?next=${encodeURIComponent(path)}`);
}
