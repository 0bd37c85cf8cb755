import type { Page } from "playwright-core";
import type { Theme } from "#wire/live.ts";

/** The least contrast of a text by the token of its colour; the brief gives the first three, WCAG 1.4.3 the others. */
const LEAST: Record<string, number> = {
  primary: 12,
  secondary: 7,
  quiet: 3,
  main: 4.5,
  series: 4.5,
  watch: 4.5,
  broken: 4.5,
  note: 4.5,
  "on-watch": 4.5,
};
/** While the light is taken away, by night or because the line is dead: as WCAG asks of large text, axes excepted. */
const LEAST_DIMMED = 3;
const LEAST_QUIET_DIMMED = 2.5;
/** What a bar or a mark must differ from its ground by: WCAG 1.4.11. */
const LEAST_INK = 3;

/**
 * All text and all bars of a wall that are too pale in a theme: each colour as it is painted against each colour that
 * can lie behind it, stripes and the veil of the night included. Quiet text anywhere but at an axis is named too.
 */
export function paleOf(page: Page, theme: Theme): Promise<string[]> {
  return page.evaluate(
    ({ theme, least, dimmed, quietDimmed, ink }) => {
      type Colour = [number, number, number];
      const root = document.documentElement;
      const before = root.dataset.theme ?? "dark";
      root.dataset.theme = theme;
      const wall = document.querySelector(".wall")!;

      /** Every colour in a CSS value, transparent ones as null. */
      const coloursIn = (css: string): (Colour | null)[] =>
        [...css.matchAll(/rgba?\(([^)]*)\)|color\(srgb ([^)]*)\)/g)].map(([, rgb, srgb]) => {
          const [r = 0, g = 0, b = 0, alpha = 1] = (rgb ?? srgb ?? "")
            .split(/[\s,/]+/)
            .filter(Boolean)
            .map(Number);
          const scale = srgb === undefined ? 1 : 255;
          return alpha === 0 ? null : [r * scale, g * scale, b * scale];
        });
      const colourOf = (css: string): Colour => coloursIn(css)[0] ?? [0, 0, 0];
      const luminanceOf = (colour: Colour) => {
        const [r, g, b] = colour.map((part) => {
          const share = part / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        }) as Colour;
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ratioOf = (one: Colour, other: Colour) => {
        const [light, dark] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => b - a) as [
          number,
          number,
        ];
        return (light + 0.05) / (dark + 0.05);
      };

      const pageColour = colourOf(getComputedStyle(root).backgroundColor);
      /** All that can lie behind an element. */
      const groundsOf = (element: Element): Colour[] => {
        const grounds: Colour[] = [];
        for (let up: Element | null = element; up; up = up.parentElement) {
          const { backgroundColor, backgroundImage } = getComputedStyle(up);
          for (const stripe of coloursIn(backgroundImage)) if (stripe) grounds.push(stripe);
          const [solid] = coloursIn(backgroundColor);
          if (solid) return [...grounds, solid];
        }
        return [...grounds, pageColour];
      };
      const night = Number(getComputedStyle(document.querySelector(".night")!).opacity);
      const veil = document.querySelector<HTMLElement>(".night")!.hidden ? 0 : night;
      const scene = getComputedStyle(wall.querySelector(".scene")!).filter;
      const kept = Number(/opacity\(([\d.]+)\)/.exec(scene)?.[1] ?? 1);
      /** A colour as it leaves the panel. */
      const painted = (colour: Colour, element: Element): Colour => {
        let [r, g, b] = colour;
        if (kept < 1 && element.closest(".scene")) {
          const grey = 0.2126 * r + 0.7152 * g + 0.0722 * b;
          [r, g, b] = pageColour.map((part) => part * (1 - kept) + grey * kept) as Colour;
        }
        return [r * (1 - veil), g * (1 - veil), b * (1 - veil)];
      };
      const worst = (colour: Colour, element: Element, grounds: Colour[]) =>
        Math.min(...grounds.map((ground) => ratioOf(painted(colour, element), painted(ground, element))));

      const tokens = Object.keys(least).map((name) => {
        const probe = wall.appendChild(document.createElement("u"));
        probe.style.color = `var(--${name})`;
        const { color } = getComputedStyle(probe);
        probe.remove();
        return { name, color };
      });
      const isDimmed = veil > 0 || kept < 1;
      const pale: string[] = [];
      for (const { said, holder, style } of window.textsOf(wall)) {
        const token = tokens.find(({ color }) => color === style.color)?.name;
        if (!token) {
          pale.push(`"${said}" has a colour of its own, ${style.color}`);
          continue;
        }
        if (token === "quiet" && !holder.closest(".chart")) pale.push(`"${said}" is quiet, and no axis`);
        const full = least[token] ?? 0;
        const wanted = isDimmed ? Math.min(full, token === "quiet" ? quietDimmed : dimmed) : full;
        const ratio = worst(colourOf(style.color), holder, groundsOf(holder));
        if (ratio < wanted) pale.push(`"${said}" is ${token} at ${ratio.toFixed(2)}`);
      }
      for (const mark of isDimmed
        ? []
        : wall.querySelectorAll("i, .left, svg[role='img'] path:not(.level0)")) {
        if (!mark.checkVisibility({ visibilityProperty: true })) continue;
        const style = getComputedStyle(mark);
        const inks = coloursIn(
          mark.tagName === "path"
            ? style.fill
            : `${style.backgroundColor} ${style.backgroundImage} ${style.boxShadow}`,
        ).filter((colour) => colour !== null);
        const grounds = groundsOf(mark.parentElement!);
        const best = Math.max(0, ...inks.map((colour) => worst(colour, mark, grounds)));
        const isNothing = mark.classList.contains("none") || mark.getBoundingClientRect().width === 0;
        if (!isNothing && best < ink)
          pale.push(`the ${mark.tagName} ${mark.getAttribute("class") ?? ""} is at ${best.toFixed(2)}`);
      }
      root.dataset.theme = before;
      return [...new Set(pale)];
    },
    { theme, least: LEAST, dimmed: LEAST_DIMMED, quietDimmed: LEAST_QUIET_DIMMED, ink: LEAST_INK },
  );
}
