/** Pictures of pages, compared with those that somebody has looked at. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { PDFiumLibrary } from "@hyzyla/pdfium";
import { expect } from "vitest";
import { writePng } from "../../backend/pictures/png.ts";

export interface Picture {
  width: number;
  height: number;
  /** 8-bit grey. */
  pixels: Uint8Array;
}

const GOLDEN = join(import.meta.dirname, "golden");
const RESULTS = join(import.meta.dirname, "..", "..", "test-results", "golden");
/** Pixels for a point: a page of A4 is 952 × 1345. */
const SCALE = 1.6;
/** Levels of grey: more of them only make the files larger. */
const LEVEL = 16;
/** How far a pixel may be off, and how many may be further: the arithmetic is the same on each machine. */
const MOST_OFF = 32;
const MOST_PIXELS = 50;

/** A page of a PDF as PDFium, compiled to WebAssembly, draws it. */
export async function drawn(pdf: Uint8Array, page = 0): Promise<Picture> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(pdf);
  try {
    const { width, height, data } = await document
      .getPage(page)
      .render({ scale: SCALE, render: "bitmap", colorSpace: "Gray" });
    const pixels = data.map((value) => Math.min(255, Math.round(value / LEVEL) * LEVEL));
    return { width, height, pixels };
  } finally {
    document.destroy();
    library.destroy();
  }
}

/** Expects a page to look as its golden picture; otherwise the new one is written beside the test's results. */
export function expectGolden(name: string, picture: Picture): void {
  const golden = join(GOLDEN, `${name}.png`);
  const off = existsSync(golden) ? differing(picture, read(readFileSync(golden))) : Number.POSITIVE_INFINITY;
  if (off <= MOST_PIXELS) return;
  mkdirSync(RESULTS, { recursive: true });
  const made = join(RESULTS, `${name}.png`);
  writeFileSync(made, png(picture));
  expect.fail(
    `${off} pixels of ${name} differ. Look at ${made} beside ${golden}; if it is right, accept it: cp ${made} ${golden}`,
  );
}

function differing(one: Picture, other: Picture): number {
  if (one.width !== other.width || one.height !== other.height) return Number.POSITIVE_INFINITY;
  return one.pixels.reduce(
    (sum, value, at) => sum + (Math.abs(value - other.pixels[at]!) > MOST_OFF ? 1 : 0),
    0,
  );
}

/** In grey, each row with the filter "none". */
function png({ width, height, pixels }: Picture): Buffer {
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return writePng({ width, height }, null, rows);
}

/** Reads what `png` writes. */
function read(bytes: Buffer): Picture {
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const at = bytes.indexOf("IDAT");
  const rows = inflateSync(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at - 4)));
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    pixels.set(rows.subarray(y * (width + 1) + 1, (y + 1) * (width + 1)), y * width);
  return { width, height, pixels };
}
