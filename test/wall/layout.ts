import type { Page } from "playwright-core";

/** Smallest text in the box of the brief, in its pixels; a hair less for what rounding costs. */
const SMALLEST = 27.9;

/**
 * All that is wrong with what a wall shows: text under its size, text that leaves its tile or the panel, and text
 * that stands on other text. In words, so that a failure says what to look at.
 */
export function faultsOf(page: Page): Promise<string[]> {
  return page.evaluate((smallest) => {
    const wall = document.querySelector(".wall");
    if (!wall) return ["there is no wall"];
    const unit = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 100;
    const faults: string[] = [];
    const seen: { text: string; box: DOMRect; height: number }[] = [];
    const walker = document.createTreeWalker(wall, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? "";
      const holder = node.parentElement;
      if (!text || text === "\u200b" || !holder) continue;
      const style = getComputedStyle(holder);
      if (style.visibility !== "visible" || style.display === "none" || !holder.checkVisibility()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const whole = range.getBoundingClientRect();
      if (whole.width === 0) continue;
      const size = Number.parseFloat(style.fontSize) / unit;
      if (size < smallest) faults.push(`"${text}" has ${size.toFixed(1)} px`);

      // What is cut with dots ends where its box ends.
      let box = whole;
      for (let up: Element | null = holder; up && up !== wall; up = up.parentElement) {
        if (getComputedStyle(up).textOverflow !== "ellipsis") continue;
        const cut = up.getBoundingClientRect();
        box = new DOMRect(box.x, box.y, Math.min(box.right, cut.right) - box.x, box.height);
      }
      let tile = holder.closest("section, article, header, footer, ul, .wall");
      // What only groups has no box of its own.
      while (tile && tile.getBoundingClientRect().width === 0) tile = tile.parentElement;
      const frame = (tile ?? wall).getBoundingClientRect();
      const slack = 2 * unit + 1;
      // Text is as high as its letters, whatever its line: tone marks may stand in the line above.
      const middle = (box.top + box.bottom) / 2;
      const ink = { top: middle - size * unit * 0.4, bottom: middle + size * unit * 0.4 };
      const isOut =
        box.left < frame.left - slack ||
        box.right > frame.right + slack ||
        ink.top < frame.top - slack ||
        ink.bottom > frame.bottom + slack;
      if (isOut) faults.push(`"${text}" leaves its tile`);
      const isOff =
        box.left < -1 || ink.top < -1 || box.right > innerWidth + 1 || ink.bottom > innerHeight + 1;
      if (isOff) faults.push(`"${text}" leaves the panel`);
      const height = ink.bottom - ink.top;
      for (const other of seen) {
        const width = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const common = Math.min(ink.bottom, other.box.bottom) - Math.max(ink.top, other.box.top);
        if (width > 3 * unit && common > 0.3 * Math.min(height, other.height))
          faults.push(`"${text}" stands on "${other.text}"`);
      }
      seen.push({ text, box: new DOMRect(box.x, ink.top, box.width, height), height });
    }
    if (seen.length < 5) faults.push("there is hardly any text");
    return faults;
  }, SMALLEST);
}
