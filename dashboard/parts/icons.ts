/** Outlines in a 20 × 20 box. */
export const ICONS = {
  system: "M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4",
  wall: "M2.5 4h15v10h-15zM7 17h6M10 14v3",
  copy: "M7 7h9v9H7zM4 13V4h9",
  away: "M8 4H4v12h12v-4M11 4h5v5M16 4l-7 7",
  plus: "M10 4v12M4 10h12",
  check: "M4 10.5 8.3 15 16 5.5",
  close: "M5 5l10 10M15 5 5 15",
  download: "M10 3v9M6 8.5l4 4 4-4M4 16.5h12",
  search: "M8.5 3a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M13 13l4 4",
} as const;
export type IconName = keyof typeof ICONS;
