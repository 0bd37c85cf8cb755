import type { Palette } from "#charts/palette.ts";

/** The light theme's colours (dashboard/tokens.css): a mail is read on white. */
export const PAPER: Palette = {
  main: "#22303d",
  series: "#54687c",
  week: "#d5dde5",
  quiet: "#6d7a87",
  secondary: "#404b57",
  tile: "#ffffff",
  hairline: "#dbe1e8",
  broken: "#a30d08",
};
