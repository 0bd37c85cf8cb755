const NAMES = ["main", "series", "week", "quiet", "secondary", "tile", "hairline", "broken"] as const;

/** The colours for the canvas, read from the stylesheet so that they are declared once. */
export type Palette = Record<(typeof NAMES)[number], string>;

export function paletteOf(node: HTMLElement): Palette {
  const style = getComputedStyle(node);
  return Object.fromEntries(
    NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  ) as Palette;
}
