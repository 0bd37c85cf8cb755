import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { extname } from "node:path";
import { CsvError, parse } from "csv-parse";
import { EVENT_FIELDS, REVISION, TYPE_PREFIX } from "#wire/events.ts";
import { Fault } from "../kit/fault.ts";

/** A position in a file: everything before it has been read. Lines count from 1. */
export interface Place {
  bytes: number;
  line: number;
}

/** One event of a file as a line of NDJSON, or the reason why it is invalid. `after` is where the next one begins. */
export type FileRecord = { line: number; after: Place } & (
  | { ndjson: string }
  | { code: string; detail: string }
);

export const START: Place = { bytes: 0, line: 0 };

/** Only keeps a file without line breaks from exhausting memory; the war room's own limit is far lower. */
const MOST_LINE = 4 * 1024 * 1024;
const NEWLINE = 10;
/** Thai spreadsheets occasionally still write TIS-620; sent as it is, the text would stay unreadable. */
const NOT_UTF8 = { code: "not-utf8", detail: "the line is not UTF-8: not sent; save the file as UTF-8" };

/** The events of a file from a position on: CSV if the name ends so, else NDJSON. Buffers one event at a time. */
export function readRecords(file: string, from: Place): AsyncGenerator<FileRecord> {
  return extname(file).toLowerCase() === ".csv" ? readCsv(file, from) : readNdjson(file, from);
}

async function* readNdjson(file: string, from: Place): AsyncGenerator<FileRecord> {
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
    const text = content
      .toString()
      .replace(/^\uFEFF/, "")
      .trim();
    return text === "" ? null : { line, after, ndjson: text };
  }
  function hold(part: Buffer) {
    size += part.length;
    if (size <= MOST_LINE) held.push(part);
    else held = [];
  }

  for await (const chunk of createReadStream(file, { start: from.bytes })) {
    let rest = chunk as Buffer;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
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

async function* readCsv(file: string, from: Place): AsyncGenerator<FileRecord> {
  let header: string[] | null = null;
  // The header is only at the start of the file; when resuming, read it from there.
  if (from.bytes > 0) {
    for await (const row of rowsOf(file, START)) {
      header = row.cells;
      break;
    }
  }
  for await (const { cells, line, after } of rowsOf(file, from)) {
    if (!header) {
      header = headerOf(cells, file);
      continue;
    }
    if (cells.some((cell) => cell.includes("\uFFFD"))) yield { line, after, ...NOT_UTF8 };
    else if (cells.length === header.length)
      yield { line, after, ndjson: JSON.stringify(eventOf(header, cells)) };
    else {
      const detail = `the line has ${cells.length} fields, the header ${header.length}: not sent`;
      yield { line, after, code: "wrong-columns", detail };
    }
  }
}

async function* rowsOf(
  file: string,
  from: Place,
): AsyncGenerator<{ cells: string[]; line: number; after: Place }> {
  const rows = createReadStream(file, { start: from.bytes }).pipe(
    parse({
      ...{ info: true, bom: true, relax_column_count: true, skip_empty_lines: true, trim: true },
      ...{ record_delimiter: ["\r\n", "\n"], max_record_size: MOST_LINE },
    }),
  );
  try {
    for await (const { record, info } of rows as AsyncIterable<{
      record: string[];
      info: Place & { lines: number };
    }>) {
      const line = from.line + info.lines;
      yield { cells: record, line, after: { bytes: from.bytes + info.bytes, line } };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = from.line + Number(error.lines ?? 0);
    throw new Fault("bad-request", `${file} is no CSV from line ${line} on: ${error.message}`);
  }
}

const ENVELOPE = ["id", "type", "time", "source"];

function headerOf(cells: string[], file: string): string[] {
  const missing = ENVELOPE.filter((name) => !cells.includes(name));
  if (missing.length === 0) return cells;
  throw new Fault(
    "bad-request",
    `${file}: the header has no column ${missing.join(", ")}; it must name ${ENVELOPE.join(", ")} and the fields of data`,
  );
}

/** Names of the fields that are integers in any event type. */
const NUMBERS = new Set(
  [...Object.values(EVENT_FIELDS), REVISION].flatMap((fields) =>
    Object.entries(fields).flatMap(([name, schema]) => (schema.type === "integer" ? [name] : [])),
  ),
);

/** A row as an event: an empty cell is an absent field; an invalid number stays text: the war room reports it. */
function eventOf(header: string[], cells: string[]): object {
  const event: Record<string, unknown> = { specversion: "1.0" };
  const data: Record<string, unknown> = {};
  for (const [i, name] of header.entries()) {
    const cell = cells[i] ?? "";
    if (cell === "" || name === "specversion") continue;
    if (name === "type") event.type = cell.startsWith(TYPE_PREFIX) ? cell : TYPE_PREFIX + cell;
    else if (ENVELOPE.includes(name)) event[name] = cell;
    else data[name] = NUMBERS.has(name) && /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell;
  }
  return { ...event, data };
}
