import { CsvError, parse } from "csv-parse/sync";
import { readDate } from "#calendar/days.ts";
import { buddhistYearIn } from "#calendar/era.ts";
import type { Holiday } from "#calendar/holidays.ts";
import { Fault } from "../kit/fault.ts";

const HEADER = "date,name_th";

/**
 * Reads a list of holidays: CSV in UTF-8 with the header `date,name_th`, a line a holiday, dates as 2026-11-21.
 * @param name of the file, for the message
 * @throws `configuration` with a sentence that names the line
 */
export function parseHolidays(text: string, name: string): Holiday[] {
  const lineOf = new Map<number, number>();
  return rowsOf(text, name).map(({ cells, line }) => {
    const wrong = (what: string) => new Fault("configuration", `${name}, line ${line}: ${what}`);
    const [date = "", nameTh = "", ...more] = cells;
    if (more.length > 0) throw wrong(`has ${cells.length} fields instead of ${HEADER}`);
    const era = buddhistYearIn(date);
    if (era) throw wrong(era);
    const day = readDate(date);
    if (day === null) throw wrong(`the date must be a day such as 2026-11-21, not "${date.slice(0, 40)}"`);
    if (nameTh === "") throw wrong(`${date} has no name`);
    if (nameTh.includes("\uFFFD")) throw wrong("is not UTF-8: save the file as UTF-8");
    if (lineOf.has(day)) throw wrong(`${date} stands in line ${lineOf.get(day)} already`);
    lineOf.set(day, line);
    return { day, nameTh };
  });
}

function rowsOf(text: string, name: string): { cells: string[]; line: number }[] {
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true };
    const rows = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[];
    const [header, ...others] = rows.map(({ record, info }) => ({ cells: record, line: info.lines }));
    if (header?.cells.join() !== HEADER)
      throw new Fault("configuration", `${name}, line ${header?.line ?? 1}: the header must be ${HEADER}`);
    return others;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Fault("configuration", `${name}, line ${error.lines ?? 1}: is no CSV: ${error.message}`);
  }
}
