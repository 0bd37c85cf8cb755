import type { Page } from "playwright-core";
import { expect } from "vitest";

/** A page that is used by its keyboard alone: nothing here presses, fills or moves the focus in another way. */
export function byKeyboard(page: Page) {
  const press = (key: string) => page.keyboard.press(key);
  /** The name that a screen reader would say of what has the focus: its own, or its label's; empty: nothing has it. */
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement as (HTMLElement & { labels?: NodeListOf<HTMLElement> }) | null;
      if (element === document.body) return "";
      const name =
        element?.getAttribute("aria-label") ?? element?.labels?.[0]?.textContent ?? element?.textContent;
      return name?.trim() ?? "";
    });
  return {
    focused,
    press,
    type: (text: string) => page.keyboard.type(text),
    /** Goes on with Tab until what has this name has the focus; within a page's number of stops. */
    async tabTo(wanted: string): Promise<void> {
      const passed = [await focused()];
      while (passed.at(-1) !== wanted && passed.length < 80) {
        await press("Tab");
        passed.push(await focused());
      }
      expect(passed.at(-1), `was passed: ${passed.join(" | ")}`).toBe(wanted);
    },
  };
}
