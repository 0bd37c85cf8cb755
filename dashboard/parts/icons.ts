/** Outlines in a 20 × 20 box. */
export const ICONS = {
  alerts: "M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17.5h3",
  sla: "M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4M10 5.8V10l3 2",
  targets: "M5 17.5V3M5 3.5h10.5L12.5 7l3 3.5H5",
  explore: "M3 3v14h14M6 13l3.5-4.5 3 2.5L17 5",
  reports: "M5 2.5h7L15.5 6v11.5H5zM12 2.5V6h3.5M7.5 10h5.5M7.5 13.5h5.5",
  system: "M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4",
  wall: "M2.5 4h15v10h-15zM7 17h6M10 14v3",
  copy: "M7 7h9v9H7zM4 13V4h9",
  away: "M8 4H4v12h12v-4M11 4h5v5M16 4l-7 7",
  plus: "M10 4v12M4 10h12",
  check: "M4 10.5 8.3 15 16 5.5",
  close: "M5 5l10 10M15 5 5 15",
  download: "M10 3v9M6 8.5l4 4 4-4M4 16.5h12",
  person: "M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4M3.8 16.5c.6-3.2 3-4.8 6.2-4.8s5.6 1.6 6.2 4.8",
  key: "M6 12.6a3.4 3.4 0 1 0 0-6.8 3.4 3.4 0 0 0 0 6.8M9.4 9.2H17.5V12M14.2 9.2v2.2",
  back: "M12 4.5 6.5 10l5.5 5.5",
  note: "M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4M10 9.2v4.2M10 6.4v.2",
  print: "M6 7V3h8v4M5.5 13.5H3V7.5h14v6h-2.5M6 11.5h8V17H6z",
  search: "M8.5 3a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M13 13l4 4",
} as const;
export type IconName = keyof typeof ICONS;
