import { crc32, deflateSync } from "node:zlib";

/** Levels of each colour that are tried: the eye sees no difference to 256 of them; six always leave few enough. */
const LEVELS = [32, 16, 6];
/** As many as one byte names. */
const MOST_COLORS = 256;

/**
 * A PNG with a palette, which is about a third of one with all colours: a mail is kept in many places.
 * @param pixels red, green, blue and alpha of each; all are opaque
 */
export function pngOf(pixels: Uint8Array, width: number, height: number): Buffer {
  for (const levels of LEVELS) {
    const made = indexed(pixels, width, height, levels);
    if (made) return made;
  }
  throw new Error("six levels of three colours are more than 256");
}

function indexed(pixels: Uint8Array, width: number, height: number, levels: number): Buffer | null {
  const level = Uint8Array.from({ length: 256 }, (_, value) => Math.round((value * (levels - 1)) / 255));
  const places = new Int16Array(levels ** 3).fill(-1);
  const palette: number[] = [];
  // Each row begins with its filter: none.
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 4) {
      const own = [level[pixels[at]!]!, level[pixels[at + 1]!]!, level[pixels[at + 2]!]!] as const;
      const color = (own[0] * levels + own[1]) * levels + own[2];
      if (places[color] === -1) {
        places[color] = palette.length / 3;
        if (places[color] === MOST_COLORS) return null;
        palette.push(...own.map((each) => Math.round((each * 255) / (levels - 1))));
      }
      rows[y * (width + 1) + 1 + x] = places[color]!;
    }
  return writePng({ width, height }, Buffer.from(palette), rows);
}

/**
 * A PNG (PNG 1.2) of a byte for each pixel.
 * @param palette what the bytes are places in, as RGB; null: they are grey
 * @param rows each with the byte of its filter before it
 */
export function writePng(
  { width, height }: { width: number; height: number },
  palette: Buffer | null,
  rows: Uint8Array,
): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, palette ? 3 : 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    ...(palette ? [chunk("PLTE", palette)] : []),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
