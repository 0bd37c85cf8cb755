import { NAMES, type Palette } from "#charts/palette.ts";

/** The colours for the canvas, read from the stylesheet so that they are declared once. */
export function paletteOf(node: HTMLElement): Palette {
  const style = getComputedStyle(node);
  return Object.fromEntries(
    NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  ) as Palette;
}
