/** Line icons of the chat, drawn on a 24 px grid with one pen. */
function Icon({ path, size = 26, width = 1.5 }: { path: string; size?: number; width?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} fill="none" stroke="currentColor" aria-hidden="true">
      <path d={path} strokeWidth={width} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

const ring = "M12 2.8a9.2 9.2 0 1 1 0 18.4 9.2 9.2 0 0 1 0-18.4";

export const KeyboardIcon = () => (
  <Icon
    path={`${ring}M7.5 9.3h.1M10.5 9.3h.1M13.5 9.3h.1M16.5 9.3h.1M7.5 12h.1M10.5 12h.1M13.5 12h.1M16.5 12h.1M8.5 15h7`}
  />
);
export const MenuIcon = () => <Icon path={`${ring}M7.8 9h8.4M7.8 12h8.4M7.8 15h8.4`} />;
export const VoiceIcon = () => (
  <Icon path={`${ring}M9 12.6a1.6 1.6 0 0 0 0-1.2M11.4 14.6a4.6 4.6 0 0 0 0-5.2M13.9 16.6a8 8 0 0 0 0-9.2`} />
);
export const FaceIcon = () => <Icon path={`${ring}M9 9.6v.4M15 9.6v.4M7.8 13.6a4.5 4.5 0 0 0 8.4 0z`} />;
export const PlusIcon = () => <Icon path={`${ring}M12 7.5v9M7.5 12h9`} />;
export const ListIcon = () => <Icon path="M6 8.5h12M6 12h12M6 15.5h12" size={13} width={2} />;
export const PictureIcon = () => (
  <Icon path="M3.5 5h17v14h-17zM3.5 16l5-5 4.5 4.5 3-3 4.5 4.5M15.6 8.8h.4" size={30} />
);
export const CameraIcon = () => (
  <Icon
    path="M3.5 7.5h4L9 5h6l1.5 2.5h4v11.5h-17zM12 9.6a3.4 3.4 0 1 1 0 6.8 3.4 3.4 0 0 1 0-6.8"
    size={30}
  />
);
export const PinIcon = ({ size = 30 }: { size?: number }) => (
  <Icon
    path="M12 21s6.5-6 6.5-11.2a6.5 6.5 0 1 0-13 0C5.5 15 12 21 12 21zM12 7.6a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6"
    size={size}
  />
);
export const LinkIcon = ({ size = 30 }: { size?: number }) => (
  <Icon
    path="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"
    size={size}
  />
);
export const NoteIcon = () => (
  <Icon path="M9 17.5V6l9-2v11.5M9 17.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM18 15.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z" />
);
export const PlayIcon = ({ size = 44 }: { size?: number }) => (
  <svg viewBox="0 0 44 44" width={size} height={size} aria-hidden="true">
    <circle cx="22" cy="22" r="20.5" fill="rgba(0,0,0,.35)" stroke="#fff" strokeWidth="1.5" />
    <path d="M18 14.5v15L30 22z" fill="#fff" />
  </svg>
);
export const ArrowIcon = () => <Icon path="m9 6 6 6-6 6" size={16} width={1.8} />;
export const DownArrowIcon = () => <Icon path="m6 10 6 6 6-6" size={16} width={2} />;
export const BackIcon = () => <Icon path="M15 4 7.5 12 15 20" size={24} width={1.8} />;
export const DotsIcon = () => (
  <svg viewBox="0 0 24 24" width={24} height={24} fill="currentColor" aria-hidden="true">
    <circle cx="5" cy="12" r="1.7" />
    <circle cx="12" cy="12" r="1.7" />
    <circle cx="19" cy="12" r="1.7" />
  </svg>
);
/** The mark of a mini program: two hooks that hold each other. */
export const MiniProgramIcon = () => (
  <svg viewBox="0 0 24 24" width={14} height={14} fill="none" stroke="currentColor" aria-hidden="true">
    <circle cx="12" cy="12" r="10.5" strokeWidth="1.5" />
    <path d="M8 13.5a2.3 2.3 0 1 0 3.8 1.8V8.7A2.3 2.3 0 1 1 16 10.5" strokeWidth="2" strokeLinecap="round" />
  </svg>
);
