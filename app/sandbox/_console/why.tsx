import type { Explanation, SignatureParts } from "@/lib/sandbox/explanation";
import { Comparison } from "./difference";
import { SignedText } from "./signed-text";

function Section({ section }: { section: NonNullable<Explanation["section"]> }) {
  return (
    <p className="why-section">
      <span aria-hidden="true">§</span>{" "}
      {section.url ? (
        <a href={section.url} target="_blank" rel="noopener noreferrer">
          {section.title}
        </a>
      ) : (
        section.title
      )}
    </p>
  );
}

function Diagnosis({ why }: { why: Explanation }) {
  if (why.diagnosis === undefined) return null;
  if (why.diagnosis === null) {
    const likely =
      why.signature?.signType === "SHA1"
        ? "多半是 ticket 不同，或签名之后换了地址"
        : "多半是密钥不同，或签名之后又改了参数";
    return <p className="why-diagnosis">常见的错法都得不出收到的签名：{likely}。</p>;
  }
  const { text, signed } = why.diagnosis;
  return (
    <div className="why-diagnosis">
      <p>
        <b>诊断 Diagnosis</b> {text}
      </p>
      {signed === why.signature?.text ? null : (
        <>
          <p className="label">你签的串 What was signed</p>
          <SignedText text={signed} other={why.signature?.text ?? signed} />
        </>
      )}
    </div>
  );
}

function Parts({ signature, suspect }: { signature: SignatureParts; suspect: string | undefined }) {
  return (
    <table className="parts">
      <caption className="label">参与签名的参数 Signed parameters（{signature.parts.length}）</caption>
      <tbody>
        {signature.parts.map((part) => (
          <tr key={part.name} className={part.name === suspect ? "suspect" : undefined}>
            <th scope="row">{part.name}</th>
            <td>{part.value}</td>
          </tr>
        ))}
        {signature.leftOut.map((part) => (
          <tr key={part.name} className="left-out">
            <th scope="row">{part.name}</th>
            <td>不参与：{part.why}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** RSA signatures differ everywhere when anything does: only MACs are worth comparing letter by letter. */
const isRsa = (signature: SignatureParts): boolean => /RSA/i.test(signature.signType);

function GivenSignature({ signature }: { signature: SignatureParts }) {
  if (signature.ok) return <pre>{signature.given}</pre>;
  if (!isRsa(signature)) return <Comparison expected={signature.expected} given={signature.given} />;
  return (
    <dl className="comparison">
      <dt>
        收到 <small>received</small>
      </dt>
      <dd>
        <code>{signature.given || <i>没有 nothing</i>}</code>
      </dd>
    </dl>
  );
}

function Signature({ why, signature }: { why: Explanation; signature: SignatureParts }) {
  const other = why.diagnosis?.signed ?? signature.text;
  return (
    <div className="why-signature">
      <p className={signature.ok ? "label right" : "label wrong"}>
        {signature.ok ? "✓ 签名正确" : "✕ 签名错误"} <small>{signature.signType}</small>
      </p>
      <GivenSignature signature={signature} />
      <p className="label">应签的串 String to sign</p>
      <SignedText text={signature.text} other={other} />
      <Parts signature={signature} suspect={why.diagnosis?.field ?? why.field} />
    </div>
  );
}

function Differences({ rows }: { rows: NonNullable<Explanation["differences"]> }) {
  return (
    <table className="parts">
      <caption className="label">与上一次不同 What changed</caption>
      <tbody>
        {rows.map((row) => (
          <tr key={row.field}>
            <th scope="row">{row.field}</th>
            <td>
              <del>{row.before}</del> <ins>{row.now}</ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Why a call went as it did: the rule, the field, the signature taken apart. */
export function Why({ why, ok }: { why: Explanation; ok: boolean }) {
  // The signature's own part says these better.
  const compared =
    (why.expected ?? why.given) !== undefined &&
    (why.signature === undefined || why.expected !== why.signature.expected);
  const advice = why.advice === why.diagnosis?.text ? undefined : why.advice;
  return (
    <div className={ok ? "why" : "why refused"} data-testid="sandbox-why">
      {why.rule || why.section ? (
        <div className="why-rule">
          {why.rule ? (
            <p>
              {why.field ? <code>{why.field}</code> : null} {why.rule}
            </p>
          ) : null}
          {compared ? <Comparison expected={why.expected ?? ""} given={why.given ?? ""} /> : null}
          {advice ? <p className="advice">→ {advice}</p> : null}
          {why.section ? <Section section={why.section} /> : null}
        </div>
      ) : null}
      <Diagnosis why={why} />
      {why.signature ? <Signature why={why} signature={why.signature} /> : null}
      {why.differences?.length ? <Differences rows={why.differences} /> : null}
      {why.notes?.map((note) => (
        <p key={note} className="why-note">
          {note}
        </p>
      ))}
    </div>
  );
}
