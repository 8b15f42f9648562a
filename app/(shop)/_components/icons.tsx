/** Line drawings of 24 by 24 in the colour of the text around them. Decoration: the text beside them speaks. */
function Icon({ children }: { children: React.ReactNode }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const GemIcon = () => (
  <Icon>
    <path d="M7 4h10l4 5.5L12 20.5 3 9.5zM3 9.5h18M9 9.5l3 11 3-11M9 9.5 12 4l3 5.5" />
  </Icon>
);

export const BagIcon = () => (
  <Icon>
    <path d="M5.5 8h13l1 12h-15zM8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5" />
  </Icon>
);

export const ListIcon = () => (
  <Icon>
    <path d="M6 3.5h12v17l-2.4-1.5-1.8 1.5-1.8-1.5-1.8 1.5-1.8-1.5L6 20.5zM9 8.5h6M9 12.5h6" />
  </Icon>
);

export const PersonIcon = () => (
  <Icon>
    <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c0-4 3.3-6 7.5-6s7.5 2 7.5 6" />
  </Icon>
);

export const WalletIcon = () => (
  <Icon>
    <path d="M4 7.5h15.5v12H4zM4 7.5 15.5 4v3.5M15 12h4.5v3H15a1.5 1.5 0 0 1 0-3z" />
  </Icon>
);

export const BoxIcon = () => (
  <Icon>
    <path d="m12 3.5 8 4v9l-8 4-8-4v-9zM4 7.5l8 4 8-4M12 11.5v9" />
  </Icon>
);

export const TruckIcon = () => (
  <Icon>
    <path d="M2.5 6h11.5v10.5H2.5zM14 9.5h4l3.5 3.5v3.5H14M7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM17 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z" />
  </Icon>
);

export const DoneIcon = () => (
  <Icon>
    <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12.2l2.8 2.8 5.2-5.5" />
  </Icon>
);

export const NoNetworkIcon = () => (
  <Icon>
    <path d="M7 18.5a4 4 0 0 1-.5-8A5.5 5.5 0 0 1 17 9.5a4.5 4.5 0 0 1 1.5 8.7M4 4l16 16" />
  </Icon>
);

export const ScanIcon = () => (
  <Icon>
    <path d="M4 8.5V4h4.5M15.5 4H20v4.5M20 15.5V20h-4.5M8.5 20H4v-4.5M3 12h18" />
  </Icon>
);
