/** Where two texts part and meet again: what they share at the start, what differs, what they share at the end. */
export function parting(one: string, other: string): { head: number; tail: number } {
  const shorter = Math.min(one.length, other.length);
  let head = 0;
  while (head < shorter && one[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && one[one.length - 1 - tail] === other[other.length - 1 - tail]) tail += 1;
  return { head, tail };
}

/** `text` with the part marked in which it differs from `other`. */
export function Marked({ text, other }: { text: string; other: string }) {
  if (text === other) return <>{text}</>;
  const { head, tail } = parting(text, other);
  const end = text.length - tail;
  return (
    <>
      {text.slice(0, head)}
      <mark>{text.slice(head, end) || "∅"}</mark>
      {text.slice(end)}
    </>
  );
}

/** Two texts under each other, each with the differing part marked. */
export function Comparison({ expected, given }: { expected: string; given: string }) {
  return (
    <dl className="comparison">
      <dt>
        应为 <small>expected</small>
      </dt>
      <dd className="expected">
        <code>
          <Marked text={expected} other={given} />
        </code>
      </dd>
      <dt>
        收到 <small>received</small>
      </dt>
      <dd className="given">
        <code>{given ? <Marked text={given} other={expected} /> : <i>没有 nothing</i>}</code>
      </dd>
    </dl>
  );
}
