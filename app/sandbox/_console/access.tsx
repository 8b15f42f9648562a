"use client";

import { useState } from "react";
import type { AccessState, LivingToken, Quota } from "@/lib/sandbox/cgi-bin/access-state";
import { AllowList } from "./allow-list";
import { post } from "./api";
import { until } from "./format";
import { useAction } from "./use-action";

const kinds: Readonly<Record<LivingToken["kind"], string>> = {
  token: "access_token · token",
  stable_token: "access_token · stable_token",
  jsapi: "jsapi_ticket",
  wx_card: "api_ticket · wx_card",
};

const isTicket = ({ kind }: LivingToken): boolean => kind === "jsapi" || kind === "wx_card";

type RowProps = { item: LivingToken; nowMs: number; onChange: () => void };

function Row({ item, nowMs, onChange }: RowProps) {
  const end = useAction(async () => {
    await post("tokens/revoke", isTicket(item) ? { ticket: item.value } : { token: item.value });
    onChange();
  });
  const copy = () => void navigator.clipboard?.writeText(item.value).catch(() => undefined);
  return (
    <li className="living" data-testid="sandbox-living" data-kind={item.kind} data-account={item.account}>
      <span className="living-kind">
        {kinds[item.kind]} <small>{item.accountName}</small>
      </span>
      <button type="button" className="living-value" onClick={copy} title={`复制 copy\n${item.value}`}>
        <code>{item.value}</code>
      </button>
      <span className={item.replaced ? "living-end replaced" : "living-end"}>
        {item.replaced ? "已被代替，" : ""}
        {until(item.endsAt, nowMs)}失效
      </span>
      <button
        type="button"
        className="quiet"
        disabled={end.busy}
        onClick={() => void end.run()}
        data-testid="sandbox-revoke"
      >
        使之失效 <small>revoke</small>
      </button>
      {end.failure ? <span className="failure">{end.failure}</span> : null}
    </li>
  );
}

const quotaNames: Readonly<Record<Quota["name"], string>> = {
  token: "今天 token",
  force_refresh: "今天强制刷新",
  clear_quota: "本月清零",
};

function Summary({ access }: { access: AccessState }) {
  const tickets = access.living.filter(isTicket).length;
  const tokens = access.living.length - tickets;
  const allowed = access.allowList.length;
  return (
    <summary data-testid="sandbox-access-summary">
      <h2>
        凭据 <small lang="en">Tokens</small>
      </h2>
      <span>
        access_token <b>{tokens}</b>
      </span>
      <span>
        ticket <b>{tickets}</b>
      </span>
      <span className={allowed ? "limited" : undefined}>
        IP {allowed ? `只放行 ${allowed} 条` : "全部放行"}
      </span>
    </summary>
  );
}

type AccessProps = { access: AccessState; nowMs: number; onChange: () => void };

/** Which of the accounts' tokens and tickets are alive, and who may fetch new ones. Folded up until it is wanted. */
export function Access({ access, nowMs, onChange }: AccessProps) {
  const [open, setOpen] = useState(false);
  const endAll = useAction(async () => {
    await post("tokens/revoke", { all: true });
    onChange();
  });
  const tokens = access.living.some((item) => !isTicket(item));
  return (
    <details
      className="access"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      data-testid="sandbox-access"
    >
      <Summary access={access} />
      <ul>
        {access.living.map((item) => (
          <Row key={item.value} item={item} nowMs={nowMs} onChange={onChange} />
        ))}
      </ul>
      {access.living.length === 0 ? (
        <p className="empty">还没有人取过。店铺第一次需要 JS-SDK 或粉丝资料时，会来取 access_token。</p>
      ) : null}
      <p className="access-foot">
        {access.quotas.map(({ name, used, limit }) => (
          <span key={name} className="access-quota">
            {quotaNames[name]} {used}/{limit}
          </span>
        ))}
        <button
          type="button"
          className="quiet"
          disabled={endAll.busy || !tokens}
          onClick={() => void endAll.run()}
          title="好像别处强制刷新过一样：店铺手里的 access_token 都不能用了"
          data-testid="sandbox-revoke-all"
        >
          全部 access_token 失效 <small>revoke all</small>
        </button>
      </p>
      {endAll.failure ? <p className="failure">{endAll.failure}</p> : null}
      <AllowList entries={access.allowList} onChange={onChange} />
    </details>
  );
}
