"use client";

import type { Forgery } from "@/lib/sandbox/forgeries";
import type { NoticeState } from "@/lib/sandbox/money-state";
import { post } from "./api";
import { ApiBadge } from "./api-badge";
import { span, until } from "./format";
import { useAction } from "./use-action";

const noticeStates: Readonly<Record<string, string>> = {
  waiting: "待送",
  delivered: "送达",
  refused: "被识破",
  given_up: "放弃",
  lost: "丢失",
};

/** How each forgery is called. One that has no name here is shown as it is. */
const forgeryNames: Readonly<Record<string, string>> = {
  signature: "签名用错密钥",
  unsigned: "没有签名",
  amount: "金额不对",
  appid: "别人的 appid",
  mch_id: "别人的商户号",
  openid: "别人的 openid",
  serial: "陌生的证书序列号",
  stale: "10 分钟前的时间戳",
  body: "签名之后改了内容",
  currency: "别的币种",
  number: "别的单号",
  signtest: "SIGNTEST 探测流量",
  key: "用别的密钥加密",
};

const forgeryName = (kind: string): string => forgeryNames[kind] ?? kind;

function progress(notice: NoticeState, nowMs: number): string {
  const kind = notice.kind === "genuine" ? "" : `伪造：${forgeryName(notice.kind)} · `;
  const tried = notice.attempts ? `送了 ${notice.attempts} 次` : "还没送";
  const last = notice.lastStatus ? `，HTTP ${notice.lastStatus}` : "";
  const next = notice.nextAttemptAt ? `，${until(notice.nextAttemptAt, nowMs)}再送` : "";
  return kind + tried + last + next;
}

export function Failure({ text }: { text: string | null }) {
  return text ? (
    <span className="failure" role="alert">
      {text}
    </span>
  ) : null;
}

type NoticeRowProps = { notice: NoticeState; nowMs: number; onChange: () => void };

function NoticeRow({ notice, nowMs, onChange }: NoticeRowProps) {
  const resend = useAction(async () => {
    await post(`notices/${notice.id}/resend`);
    onChange();
  });
  return (
    <li
      className="notice"
      data-testid="sandbox-notice"
      data-status={notice.status}
      data-kind={notice.kind}
      data-subject={notice.subject}
      data-api={notice.api}
    >
      <span className={`state state-${notice.status}`}>
        通知{noticeStates[notice.status] ?? notice.status}
      </span>
      <ApiBadge api={notice.api} />
      <span className="notice-progress" title={notice.lastAnswer ?? notice.url}>
        {progress(notice, nowMs)}
      </span>
      <Failure text={resend.failure} />
      <button
        type="button"
        className="quiet"
        disabled={resend.busy}
        onClick={() => void resend.run()}
        data-testid="sandbox-resend"
      >
        重发 <small>resend</small>
      </button>
    </li>
  );
}

type NoticesProps = { notices: NoticeState[]; nowMs: number; onChange: () => void };

/** What WeChat tells the shop about one payment, refund or transfer. */
export function Notices({ notices, nowMs, onChange }: NoticesProps) {
  if (notices.length === 0) return null;
  return (
    <ul className="notices">
      {notices.map((notice) => (
        <NoticeRow key={notice.id} notice={notice} nowMs={nowMs} onChange={onChange} />
      ))}
    </ul>
  );
}

type ForgeProps = {
  /** Where the forgery is asked for: `orders/12`. */
  path: string;
  /** What it is about, for who cannot see the row. */
  label: string;
  forgeries: readonly Forgery[];
  onChange: () => void;
};

/** Sends the shop a notification that it must not believe. */
export function Forge({ path, label, forgeries, onChange }: ForgeProps) {
  const forge = useAction(async (kind: string) => {
    await post(`${path}/forge`, { kind });
    onChange();
  });
  if (forgeries.length === 0) return null;
  return (
    <>
      <Failure text={forge.failure} />
      <select
        className="forge"
        value=""
        aria-label={`为 ${label} 伪造通知 forge a notification`}
        disabled={forge.busy}
        onChange={(event) => void forge.run(event.target.value)}
        data-testid="sandbox-forge"
      >
        <option value="" disabled>
          伪造通知 forge…
        </option>
        {forgeries.map((kind) => (
          <option key={kind} value={kind}>
            {forgeryName(kind)} {kind}
          </option>
        ))}
      </select>
    </>
  );
}

/** How long something has still got: empty once it is over. */
export function timeLeft(iso: string | null, nowMs: number): string {
  if (iso === null) return "";
  const seconds = (Date.parse(iso) - nowMs) / 1000;
  return seconds > 0 ? `还剩 ${span(seconds)}` : "马上退回";
}
