import type { Page } from "playwright-core";

/** Smallest text in the box of the brief, in its pixels; a hair less for what rounding costs. */
const SMALLEST = 27.9;

/**
 * All that is wrong with how a wall's text stands: text under its size, cut short or with its marks cut off, text that
 * leaves its tile or the panel, and text on other text, on a shape or on a bar. In words, so that a failure says what
 * to look at. The page must have been lent eyes.
 */
export function faultsOf(page: Page): Promise<string[]> {
  return page.evaluate((smallest) => {
    type Ink = { left: number; right: number; top: number; bottom: number };
    type Line = Ink & { frame: Element | null };
    const wall = document.querySelector(".wall");
    if (!wall) return ["there is no wall"];
    const unit = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 100;
    // How far text keeps from a line: two pixels of 720 lines, which another browser's rounding does not use up.
    const clear = 3;
    // What rounding to the panel's pixels can cost.
    const slack = unit + 1;
    const faults: string[] = [];

    /** How far a box reaches out of another, at its worst side. */
    const outside = (box: Ink, frame: Ink) =>
      Math.max(
        frame.left - box.left,
        box.right - frame.right,
        frame.top - box.top,
        box.bottom - frame.bottom,
      );
    const inkOf = (element: Element): Ink => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { left, right, top, bottom };
    };
    const panel = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };

    const texts = window.textsOf(wall);
    // Shapes, bars and swatches: all ink that is no text, but for the charts and the map, which have no text on them.
    const seen = [...wall.querySelectorAll("svg[aria-hidden='true']:not(svg *), i, .left")]
      .filter((mark) => mark.checkVisibility({ visibilityProperty: true }))
      .map((mark) => ({ said: `a ${mark.tagName} ${mark.classList[0]}`, ink: inkOf(mark) }))
      .filter(({ ink }) => ink.right > ink.left);
    const hairlines = [...wall.querySelectorAll("*")].flatMap((each): Line[] => {
      if (!each.checkVisibility({ visibilityProperty: true })) return [];
      const { borderTopWidth, borderBottomWidth } = getComputedStyle(each);
      const ink = inkOf(each);
      const above = Number.parseFloat(borderTopWidth);
      const below = Number.parseFloat(borderBottomWidth);
      // A box around a text stands as close to it as it likes.
      const frame = above > 0 && below > 0 ? each : null;
      return [
        ...(above > 0 ? [{ ...ink, bottom: ink.top + above, frame }] : []),
        ...(below > 0 ? [{ ...ink, top: ink.bottom - below, frame }] : []),
      ];
    });
    for (const { said, holder, style, ink, isCut } of texts) {
      const size = Number.parseFloat(style.fontSize) / unit;
      if (size < smallest) faults.push(`"${said}" has ${size.toFixed(1)} px`);
      if (isCut) faults.push(`"${said}" is cut short`);

      let tile = holder.closest("section, article, .wall > header, footer, ul, .wall");
      // What only groups has no box of its own.
      while (tile && tile.getBoundingClientRect().width === 0) tile = tile.parentElement;
      if (outside(ink, (tile ?? wall).getBoundingClientRect()) > slack)
        faults.push(`"${said}" leaves its tile`);
      if (outside(ink, panel) > slack) faults.push(`"${said}" leaves the panel`);
      for (let up: Element | null = holder; up && up !== wall; up = up.parentElement) {
        if (getComputedStyle(up).overflowY === "visible") continue;
        const box = up.getBoundingClientRect();
        if (Math.max(box.top - ink.top, ink.bottom - box.bottom) > slack)
          faults.push(`"${said}" loses its marks`);
      }

      for (const other of seen) {
        const width = Math.min(ink.right, other.ink.right) - Math.max(ink.left, other.ink.left);
        const height = Math.min(ink.bottom, other.ink.bottom) - Math.max(ink.top, other.ink.top);
        if (width > 2 * slack && height > slack) faults.push(`"${said}" stands on "${other.said}"`);
      }
      seen.push({ said, ink });
      for (const line of hairlines) {
        const isBeside = ink.right < line.left || ink.left > line.right;
        if (isBeside || line.frame?.contains(holder)) continue;
        const gap = Math.max(line.top - ink.bottom, ink.top - line.bottom) / unit;
        if (gap < 0) faults.push(`"${said}" crosses a line`);
        else if (gap < clear) faults.push(`"${said}" is ${gap.toFixed(1)} px from a line`);
      }
    }
    if (texts.length < 5) faults.push("there is hardly any text");
    return [...new Set(faults)];
  }, SMALLEST);
}
