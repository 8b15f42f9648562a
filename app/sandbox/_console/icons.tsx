/** Line icons, drawn on a 24 px grid with one pen. */
function Icon({ path, size = 18 }: { path: string; size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} fill="none" stroke="currentColor" aria-hidden="true">
      <path d={path} strokeWidth={1.8} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

export const BackIcon = () => <Icon path="M15 4 7.5 12 15 20" size={22} />;
export const CloseIcon = () => <Icon path="M6 6l12 12M18 6 6 18" size={22} />;
export const ReloadIcon = () => <Icon path="M19 12a7 7 0 1 1-2.2-5.1M19 4.5V8.5h-4" />;
export const OutIcon = () => <Icon path="M13 5h6v6M19 5l-8.5 8.5M10 6H6v12h12v-4" />;
export const DownIcon = () => <Icon path="M5.5 9 12 15.5 18.5 9" size={14} />;

/** A red pack, in its own colours. */
export const EnvelopeIcon = () => (
  <svg viewBox="0 0 16 20" width={13} height={16} aria-hidden="true">
    <rect width="16" height="20" rx="2.5" fill="#d9503f" />
    <path d="M0 8.2c4.5 3.6 11.5 3.6 16 0V2.5A2.5 2.5 0 0 0 13.5 0h-11A2.5 2.5 0 0 0 0 2.5z" fill="#e8705c" />
    <circle cx="8" cy="10.6" r="3.2" fill="#f3d9a2" />
  </svg>
);

export const DotsIcon = () => (
  <svg viewBox="0 0 24 24" width={20} height={20} fill="currentColor" aria-hidden="true">
    <circle cx="5" cy="12" r="2" />
    <circle cx="12" cy="12" r="2.8" />
    <circle cx="19" cy="12" r="2" />
  </svg>
);

export const RingIcon = () => (
  <svg viewBox="0 0 24 24" width={20} height={20} aria-hidden="true">
    <circle cx="12" cy="12" r="8" fill="none" stroke="currentColor" strokeWidth="2.4" />
    <circle cx="12" cy="12" r="3" fill="currentColor" />
  </svg>
);

/** Signal, and a full battery. */
export const SignalIcon = () => (
  <svg className="signal" viewBox="0 0 56 16" width={56} height={16} fill="currentColor" aria-hidden="true">
    <path d="M2 10h3v4H2zM7 7.5h3V14H7zM12 5h3v9h-3zM17 2.5h3V14h-3z" />
    <rect
      x="28.6"
      y="3.6"
      width="22"
      height="10"
      rx="3"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.2"
    />
    <rect x="30.5" y="5.5" width="18" height="6.2" rx="1.5" />
    <path d="M52 7v3.4a2 2 0 0 0 0-3.4z" />
  </svg>
);
