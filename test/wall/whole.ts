import type { Page } from "playwright-core";
import { expect } from "vitest";

/**
 * All that a wall shows but its header, whose clock never stands still: every element with its text and what it is
 * marked with, and the very pixels of every chart's ink.
 */
export function wholeOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const all: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>(
      ".scene:not([hidden]), .scene:not([hidden]) *",
    )) {
      if (element instanceof HTMLCanvasElement) {
        all.push(element.toDataURL());
        continue;
      }
      const marks = [...element.attributes].filter(({ name }) => !name.startsWith("_echarts"));
      // What is left of an hour is drawn to a millionth, and the two are read a moment apart.
      const rough = (value: string) => value.replace(/(\.\d{3})\d+/g, "$1");
      // A class that comes and goes moves to the end of its list.
      const orderly = (name: string, value: string) =>
        name === "class" ? value.trim().split(/\s+/).sort().join(" ") : rough(value);
      const own = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
      const text = own.map(({ textContent }) => textContent).join("");
      all.push(
        `${element.localName} ${marks.map(({ name, value }) => `${name}=${orderly(name, value)}`).join(" ")} ${text.trim()}`,
      );
    }
    return all;
  });
}

/** The wall that has lived through it and one that was loaded just now show the same. */
export async function expectSame(page: Page, fresh: Page): Promise<void> {
  const differences = async () => {
    const [lived, loaded] = await Promise.all([wholeOf(page), wholeOf(fresh)]);
    const lines = Math.max(lived.length, loaded.length);
    return Array.from({ length: lines }, (_, line) => [lived[line], loaded[line]])
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => `${a?.slice(0, 300)} ≠ ${b?.slice(0, 300)}`);
  };
  // An age and a list's order are of the second: it may take some until both pages show the same one.
  await expect.poll(differences, { timeout: 25_000, interval: 250 }).toEqual([]);
}
