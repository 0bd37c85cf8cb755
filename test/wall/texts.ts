import type { Page } from "playwright-core";

/** A piece of text as it is painted; lengths are the panel's pixels. */
export interface Text {
  said: string;
  holder: Element;
  style: CSSStyleDeclaration;
  /** What its letters cover, marks above and below included; what is cut with dots ends with its box. */
  ink: { left: number; right: number; top: number; bottom: number };
  /** Ends in dots. */
  isCut: boolean;
}

declare global {
  interface Window {
    /** All text of the wall that can be seen. */
    textsOf(wall: Element): Text[];
  }
}

/**
 * Gives a page eyes: where the ink of each text is. A line box says nothing of it, for Thai stacks a vowel and a tone
 * mark above a letter and one vowel below, so the letters are measured as the browser draws them.
 */
export function lendEyes(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    const pen = document.createElement("canvas").getContext("2d")!;
    const known = new Map<string, TextMetrics>();
    const measure = (text: string, font: string) => {
      const key = `${font}|${text}`;
      let metrics = known.get(key);
      if (!metrics) {
        pen.font = font;
        metrics = pen.measureText(text);
        // Before its font is there a text would be measured in another one.
        if (document.fonts.status === "loaded") known.set(key, metrics);
      }
      return metrics;
    };

    window.textsOf = (wall) => {
      const texts: Text[] = [];
      const walker = document.createTreeWalker(wall, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const holder = node.parentElement;
        const said = (node.textContent ?? "").replaceAll("\u200b", "").trim();
        if (!said || !holder?.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        const style = getComputedStyle(holder);
        const range = document.createRange();
        range.selectNodeContents(node);
        let cut: DOMRect | null = null;
        for (let up: Element | null = holder; up && up !== wall; up = up.parentElement)
          if (getComputedStyle(up).textOverflow === "ellipsis") cut ??= up.getBoundingClientRect();
        const font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
        const lines = said.split("\n");
        const boxes = lines.length > 1 ? [...range.getClientRects()] : [range.getBoundingClientRect()];
        boxes.forEach((box, line) => {
          const text = lines[line] ?? said;
          const metrics = measure(text, font);
          const baseline = box.top + metrics.fontBoundingBoxAscent;
          const right = cut ? Math.min(box.right, cut.right) : box.right;
          texts.push({
            said: text,
            holder,
            style,
            ink: {
              left: box.left,
              right,
              top: baseline - metrics.actualBoundingBoxAscent,
              bottom: baseline + metrics.actualBoundingBoxDescent,
            },
            isCut: right < box.right - 1,
          });
        });
      }
      return texts;
    };
  });
}
