import { headers } from "next/headers";
import { redirect } from "next/navigation";
import "@/app/sandbox/wechat.css";
import { AppName, Face, Message, SandboxLine } from "@/app/sandbox/_wechat/parts";
import { queryText, requireSandbox, type SearchParams, titled } from "@/app/sandbox/_wechat/request";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { grantCode, openAuthorize } from "@/lib/sandbox/authorize";
import { type PersonState, readPeople } from "@/lib/sandbox/people";
import { effectiveUserAgent } from "@/lib/sandbox/phone-agent";
import { isWechat } from "@/lib/wechat/useragent";

export const generateMetadata = titled("微信登录");

const here = "/sandbox/open.weixin.qq.com/connect/oauth2/authorize";
const decide = `${here}/decide`;

function OtherPeople({ people, query }: { people: PersonState[]; query: string }) {
  return (
    <form method="post" action={decide} className="others">
      <input type="hidden" name="query" value={query} />
      换个人：
      {people.map((person) => (
        <button
          key={person.id}
          type="submit"
          name="person"
          value={person.id}
          data-testid={`sandbox-person-${person.id}`}
        >
          {person.nickname}
        </button>
      ))}
    </form>
  );
}

function Consent({ person, people, query }: { person: PersonState; people: PersonState[]; query: string }) {
  return (
    <main className="wx consent">
      <AppName name={sandboxAccounts.merchantName} />
      <h1>
        <small>申请</small>
        获取你的昵称、头像
      </h1>
      <Face person={person} line="微信个人信息" />
      <form method="post" action={decide} className="choice">
        <input type="hidden" name="query" value={query} />
        <button type="submit" className="grey" name="answer" value="deny" data-testid="sandbox-consent-deny">
          拒绝
        </button>
        <button
          type="submit"
          className="green"
          name="answer"
          value="allow"
          data-testid="sandbox-consent-allow"
        >
          允许
        </button>
      </form>
      <SandboxLine>
        <OtherPeople people={people.filter((other) => other.id !== person.id)} query={query} />
      </SandboxLine>
    </main>
  );
}

function IntoThePhone({ query }: { query: string }) {
  return (
    <a className="message-link" href={`/sandbox?open=${encodeURIComponent(`${here}?${query}`)}`}>
      在沙箱的手机里打开
    </a>
  );
}

/** Page authorization inside WeChat: asks the person, or, where WeChat asks nothing, goes straight back. */
export default async function AuthorizePage({ searchParams }: { searchParams: SearchParams }) {
  await requireSandbox();
  const query = await queryText(searchParams);
  const sent = await headers();
  const opened = await openAuthorize(query, sent);
  if (!opened.ok) {
    const code = opened.code === null ? undefined : `错误码 ${opened.code}`;
    return (
      <Message kind="warn" title={opened.text} text={code} why={opened.why}>
        {isWechat(effectiveUserAgent(sent)) ? null : <IntoThePhone query={query} />}
      </Message>
    );
  }
  if (opened.silent) redirect(await grantCode(opened.request, opened.personId));
  const people = await readPeople();
  const person = people.find((one) => one.id === opened.personId);
  if (!person) throw new Error(`No such person: ${opened.personId}`);
  return <Consent person={person} people={people} query={query} />;
}
