import { isUtf8 } from "node:buffer";
import { type TextFile, utf8Of } from "./encoding.ts";
import { type FileRecord, MOST_LINE, NOT_UTF8, type Opened, type Place } from "./records.ts";

const [NEWLINE, RETURN] = [10, 13];

/** @param start of the text: shows whether its lines end in a carriage return alone, as old Macintosh files do */
export function openNdjson(text: TextFile, start: string): Pick<Opened, "as" | "notes" | "records"> {
  const end = /\r(?!\n)/.test(start) && !start.includes("\n") ? RETURN : NEWLINE;
  return { as: "ndjson", notes: [], records: (from) => readNdjson(text, from, end) };
}

/** Buffers one event at a time. */
async function* readNdjson(text: TextFile, from: Place, lineEnd: number): AsyncGenerator<FileRecord> {
  let { bytes, line } = from;
  let held: Buffer[] = [];
  let size = 0;

  function endLine(newline: number): FileRecord | null {
    const content = Buffer.concat(held);
    const tooLong = size > MOST_LINE;
    bytes += size + newline;
    line += 1;
    held = [];
    size = 0;
    const after = { bytes, line };
    if (tooLong)
      return { line, after, code: "too-large", detail: `the line is over ${MOST_LINE >> 20} MiB: not sent` };
    if (!isUtf8(content)) return { line, after, ...NOT_UTF8 };
    const ndjson = content
      .toString()
      .replace(/^\uFEFF/, "")
      .trim();
    return ndjson === "" ? null : { line, after, ndjson };
  }
  function hold(part: Buffer) {
    size += part.length;
    if (size <= MOST_LINE) held.push(part);
    else held = [];
  }

  for await (const chunk of utf8Of(text, from.bytes)) {
    let rest = chunk;
    for (let end = rest.indexOf(lineEnd); end >= 0; end = rest.indexOf(lineEnd)) {
      hold(rest.subarray(0, end));
      const record = endLine(1);
      if (record) yield record;
      rest = rest.subarray(end + 1);
    }
    hold(rest);
  }
  const last = size > 0 ? endLine(0) : null;
  if (last) yield last;
}
