import { createReadStream } from "node:fs";

/** What text files of offices are in. `windows-874` is TIS-620 with a few more signs: "ANSI" on a Thai Windows. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-874";

/** The encoding that a byte order mark at the start of a file names. Excel's "Unicode text" has that of UTF-16. */
export function markedEncoding(head: Buffer): Encoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return "utf-8";
  return null;
}

/** Bytes that mean nothing in Windows-874 (WHATWG Encoding). Thai in UTF-8 is full of them. */
const UNDEFINED = Array.from(
  { length: 256 },
  (_, byte) =>
    [0x81, 0x98, 0xdb, 0xfc].some((first, i) => byte >= first && byte <= [0x90, 0x9f, 0xde, 0xff][i]!) &&
    byte !== 0x85,
);

/**
 * Windows-874 if the whole file is that and no UTF-8; else UTF-8, though some of its lines may be none. A file in which
 * lines of both stand is UTF-8: its other lines are refused one by one.
 */
export async function guessedEncoding(file: string): Promise<Encoding> {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  let isUtf8 = true;
  let tail: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file)) {
    if (isUtf8) {
      try {
        utf8.decode(chunk as Buffer, { stream: true });
      } catch {
        isUtf8 = false;
      }
    }
    const bytes = Buffer.concat([tail, chunk as Buffer]);
    if (!isThaiAnsi(bytes)) return "utf-8";
    tail = bytes.subarray(-2);
  }
  return isUtf8 ? "utf-8" : "windows-874";
}

function isThaiAnsi(bytes: Buffer): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte < 0x80) continue;
    if (UNDEFINED[byte]) return false;
    // A Thai letter in UTF-8 (U+0E01 to U+0E5B). In Windows-874 it would read เธก or เน€, which no word has.
    if (byte !== 0xe0) continue;
    const [second = 0, third = 0] = bytes.subarray(i + 1, i + 3);
    if (second === 0xb8 && third >= 0x80 && third <= 0xbf) return false;
    if (second === 0xb9 && third >= 0x80 && third <= 0x9b) return false;
  }
  return true;
}

/** A text file as UTF-8. Positions count bytes of that. */
export interface TextFile {
  file: string;
  encoding: Encoding;
  /** In bytes of UTF-8. */
  size: number;
}

/** The bytes of a text file as UTF-8, from a position on. */
export async function* utf8Of({ file, encoding }: Omit<TextFile, "size">, from = 0): AsyncGenerator<Buffer> {
  if (encoding === "utf-8") {
    yield* createReadStream(file, { start: from }) as AsyncIterable<Buffer>;
    return;
  }
  const decoder = new TextDecoder(encoding);
  let skip = from;
  function* rest(text: string) {
    const bytes = Buffer.from(text);
    if (bytes.length > skip) yield bytes.subarray(skip);
    skip = Math.max(0, skip - bytes.length);
  }
  for await (const chunk of createReadStream(file))
    yield* rest(decoder.decode(chunk as Buffer, { stream: true }));
  yield* rest(decoder.decode());
}
