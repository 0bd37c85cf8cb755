import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { Fault } from "../kit/fault.ts";
import { type TextFile, utf8Of } from "./encoding.ts";
import {
  type FileRecord,
  MOST_LINE,
  NOT_UTF8,
  type Opened,
  type Place,
  type Reading,
  START,
} from "./records.ts";
import { type Column, columnsOf, eventOf } from "./row.ts";

/** Excel writes the separator of the country that it is set to. */
const SEPARATORS = [",", ";", "\t"];
/** The first line may tell Excel the separator. */
const TELLS_SEPARATOR = /^sep=/i;

/** A table with a header. @param start of the text: shows its separator */
export function openCsv(
  text: TextFile,
  start: string,
  { money }: Reading,
): Pick<Opened, "as" | "notes" | "records"> {
  const header =
    start.split(/[\r\n]+/).find((line) => line.trim() !== "" && !TELLS_SEPARATOR.test(line)) ?? "";
  const counted = SEPARATORS.map((separator) => ({ separator, count: header.split(separator).length }));
  const { separator } = counted.reduce((most, each) => (each.count > most.count ? each : most));
  return {
    as: `csv ${JSON.stringify(separator)} ${money}`,
    notes: [],
    records: (from) => readCsv(text, separator, money, from),
  };
}

async function* readCsv(
  text: TextFile,
  separator: string,
  money: Reading["money"],
  from: Place,
): AsyncGenerator<FileRecord> {
  let columns: Column[] | null = null;
  // The header is only at the start of the file; when resuming, read it from there.
  if (from.bytes > 0) {
    for await (const { cells } of rowsOf(text, separator, START)) {
      columns = columnsOf(cells, text.file);
      break;
    }
  }
  for await (const { cells, line, after } of rowsOf(text, separator, from)) {
    if (!columns) {
      columns = columnsOf(cells, text.file);
      continue;
    }
    if (cells.some((cell) => cell.includes("\uFFFD"))) yield { line, after, ...NOT_UTF8 };
    else if (cells.length === columns.length)
      yield { line, after, ...eventOf(columns, cells.map(unwrapped), money) };
    else {
      const detail = `the line has ${cells.length} fields, the header ${columns.length}: not sent`;
      yield { line, after, code: "wrong-columns", detail };
    }
  }
}

/** `="007"` is how a text is written so that Excel does not take it for a number. */
const unwrapped = (cell: string) => ({
  text: cell.startsWith('="') && cell.endsWith('"') ? cell.slice(2, -1).replaceAll('""', '"') : cell,
});

/** Rows that are not empty. */
async function* rowsOf(
  text: TextFile,
  separator: string,
  from: Place,
): AsyncGenerator<{ cells: string[]; line: number; after: Place }> {
  const rows = parse({
    info: true,
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    // A quote inside a cell is a character of it.
    relax_quotes: true,
    skip_records_with_empty_values: true,
    delimiter: separator,
    record_delimiter: ["\r\n", "\n", "\r"],
    max_record_size: MOST_LINE,
  });
  const bytes = Readable.from(utf8Of(text, from.bytes), { objectMode: false });
  bytes.on("error", (error) => rows.destroy(error));
  bytes.pipe(rows);
  try {
    for await (const { record, info } of rows as AsyncIterable<{
      record: string[];
      info: Place & { lines: number };
    }>) {
      if (from.bytes === 0 && info.lines === 1 && TELLS_SEPARATOR.test(record[0] ?? "")) continue;
      const line = from.line + info.lines;
      yield { cells: record, line, after: { bytes: from.bytes + info.bytes, line } };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = from.line + Number(error.lines ?? 0);
    throw new Fault("bad-request", `${text.file} is no CSV from line ${line} on: ${error.message}`);
  } finally {
    bytes.destroy();
  }
}
