/** The tokens that charts are drawn with. */
export const NAMES = ["main", "series", "week", "quiet", "secondary", "tile", "hairline", "broken"] as const;

export type Palette = Record<(typeof NAMES)[number], string>;
