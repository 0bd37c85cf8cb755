import type { Page } from "playwright-core";

/** Of a relative luminance from 0 to 1, the lightness L* of CIELAB. */
export const lightnessOf = (luminance: number) =>
  luminance > 0.008856 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance;

/**
 * A part of the page without colour, scaled to so many cells.
 * @returns L* of each cell, from left to right and from the top down
 */
export async function cellsOf(
  page: Page,
  selector: string,
  scaled: (size: { width: number; height: number }) => { width: number; height: number },
): Promise<{ width: number; height: number; cells: number[] }> {
  const part = page.locator(selector).first();
  const picture = (await part.screenshot()).toString("base64");
  const box = (await part.boundingBox())!;
  const size = scaled(box);
  const luminances = await page.evaluate(
    async ({ picture, width, height }) => {
      const image = new Image();
      image.src = `data:image/png;base64,${picture}`;
      await image.decode();
      const pen = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d")!;
      pen.imageSmoothingQuality = "high";
      pen.drawImage(image, 0, 0, width, height);
      const { data } = pen.getImageData(0, 0, width, height);
      const linear = (part: number) => (part <= 10 ? part / 3294 : ((part / 255 + 0.055) / 1.055) ** 2.4);
      return Array.from({ length: width * height }, (_, cell) => {
        const [r = 0, g = 0, b = 0] = data.slice(cell * 4, cell * 4 + 3);
        return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
      });
    },
    { picture, ...size },
  );
  return { ...size, cells: luminances.map(lightnessOf) };
}

/** L* of what a part of the page stands on. */
export async function groundOf(page: Page, selector: string): Promise<number> {
  const css = await page.evaluate((selector) => {
    let element = document.querySelector(selector);
    while (element && getComputedStyle(element).backgroundColor === "rgba(0, 0, 0, 0)")
      element = element.parentElement;
    return getComputedStyle(element ?? document.documentElement).backgroundColor;
  }, selector);
  const [r = 0, g = 0, b = 0] = [...css.matchAll(/[\d.]+/g)].map(([part]) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return lightnessOf(0.2126 * r + 0.7152 * g + 0.0722 * b);
}
