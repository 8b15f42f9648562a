import { type ApiAnswer, succeed } from "../api-answers";
import { sections } from "../explanation";
import { bearerOf } from "./bearer";
import { type CgiRequest, isAnswer } from "./request";

/** Where WeChat's machines are: here, all of them are this one. */
const ips = ["127.0.0.1", "101.226.103.0/25"];

/** GET cgi-bin/getcallbackip and cgi-bin/get_api_domain_ip. (Addresses of WeChat's servers) */
export async function serverIpsCall({ query }: CgiRequest): Promise<ApiAnswer> {
  const bearer = await bearerOf(query, sections.serverIps);
  return isAnswer(bearer) ? bearer : succeed({ ip_list: ips }, `${ips.length} 个地址`);
}
