import { Marked } from "./difference";

/** The lines of a text whose line feeds are signed too; the one after the last line feed is none. */
export function signedLines(text: string): { text: string; ends: boolean }[] {
  const lines = text.split("\n");
  const last = lines.pop() ?? "";
  const ended = lines.map((line) => ({ text: line, ends: true }));
  return last === "" ? ended : [...ended, { text: last, ends: false }];
}

/** A string that was signed. v3 signs lines, each with its line feed: these are counted and shown, the last one too. */
export function SignedText({ text, other }: { text: string; other: string }) {
  if (!text.includes("\n")) {
    return (
      <pre>
        <Marked text={text} other={other} />
      </pre>
    );
  }
  const others = signedLines(other);
  return (
    <ol className="signed-lines">
      {signedLines(text).map((line, index) => {
        const beside = others[index];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one text never change places
          <li key={index}>
            <code>
              <Marked text={line.text} other={beside?.text ?? ""} />
              {line.ends ? (
                <span className={beside?.ends ? "line-feed" : "line-feed alone"} title="换行符 \\n">
                  ↵
                </span>
              ) : (
                <mark title="这里少一个换行符 no \\n here">∅</mark>
              )}
            </code>
          </li>
        );
      })}
    </ol>
  );
}
