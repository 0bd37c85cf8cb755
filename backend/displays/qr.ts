import { encode } from "uqr";

/** A QR code as the outline of its dark squares, in a box of `size` × `size` with the quiet zone of four around it. */
export interface Qr {
  size: number;
  /** The `d` of an SVG `path`. */
  path: string;
}

/** Read even where 15 % of it is covered or blinded by a reflection (error correction M). */
export function qrOf(text: string): Qr {
  const { size, data } = encode(text, { ecc: "M", border: 4 });
  const path = data.flatMap((row, y) =>
    [
      ...row
        .map((isDark) => (isDark ? "1" : "0"))
        .join("")
        .matchAll(/1+/g),
    ].map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`),
  );
  return { size, path: path.join("") };
}
