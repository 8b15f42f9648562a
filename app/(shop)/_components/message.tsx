import { Picture } from "./picture";

type MessageProps = {
  /** A drawing of public/brand, or "done" for the tick of a success. */
  drawing: "done" | "waiting" | "empty-cart" | "empty-orders" | "lost" | "error";
  title: string;
  children?: React.ReactNode;
  /** The one or two things to do next. */
  actions?: React.ReactNode;
  /** Part of a page that has more to say, not a page of its own. */
  small?: boolean;
};

const Tick = () => (
  <svg className="tick" viewBox="0 0 64 64" width="64" height="64" aria-hidden="true">
    <circle cx="32" cy="32" r="32" />
    <path d="M19 33l9 9 18-19" />
  </svg>
);

const Clock = () => (
  <svg className="tick tick_waiting" viewBox="0 0 64 64" width="64" height="64" aria-hidden="true">
    <circle cx="32" cy="32" r="32" />
    <path d="M32 17v16l10 7" />
  </svg>
);

function Drawing({ name }: { name: MessageProps["drawing"] }) {
  if (name === "done") return <Tick />;
  if (name === "waiting") return <Clock />;
  return <Picture src={`/brand/${name}.svg`} alt="" size={160} height={120} />;
}

/** WeUI's message page: what is the case, in a drawing, a title and a sentence, and what to do next. */
export function Message({ drawing, title, children, actions, small = false }: MessageProps) {
  return (
    <div className={small ? "weui-msg message message_small" : "weui-msg message"}>
      <div className="weui-msg__icon-area">
        <Drawing name={drawing} />
      </div>
      <div className="weui-msg__text-area">
        <h1 className="weui-msg__title">{title}</h1>
        {children ? <div className="weui-msg__desc message__text">{children}</div> : null}
      </div>
      {actions ? (
        <div className="weui-msg__opr-area">
          <div className="weui-btn-area">{actions}</div>
        </div>
      ) : null}
    </div>
  );
}
