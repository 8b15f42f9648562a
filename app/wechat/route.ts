import { after } from "next/server";
import { robot } from "@/lib/handlers/robot";
import { answerMessageAtRole } from "@/lib/robot/endpoint";

/** The official account's server address. Where WEROBOT_ROLE names another path, next.config.mjs leads it here. */
const answer = (request: Request) => answerMessageAtRole(request, robot, (work) => after(work));

export const GET = answer;
export const POST = answer;
