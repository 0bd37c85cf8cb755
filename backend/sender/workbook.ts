import { readFile } from "node:fs/promises";
import { readXlsx, type Sheet, type Workbook } from "hucre/xlsx";
import { Fault } from "../kit/fault.ts";
import { cellOf, isEmpty } from "./cell.ts";
import type { FileRecord, Opened, Place, Reading } from "./records.ts";
import { type Cell, type Column, columnsOf, eventOf } from "./row.ts";
import { unpackedSize } from "./unpacked.ts";

/** A workbook is held in memory: 160,000 rows of ten columns (109 MiB) were measured to take 1.1 GB. */
const MOST_UNPACKED = 128 * 1024 * 1024;
/** The columns that are read: an event has 40 fields at most, and a cell far to the right would take memory for all before it. */
const COLUMNS = "A1:CV1048576";

/** One sheet of an Excel workbook (.xlsx). Its first row that is not empty is the header. */
export async function openWorkbook(file: string, size: number, reading: Reading): Promise<Opened> {
  if (size > MOST_UNPACKED) throw tooLarge(file);
  const bytes = await readFile(file);
  const unpacked = unpackedSize(bytes);
  if (unpacked === null) throw unreadable(file, "the archive is damaged or does not say how large it is");
  if (unpacked > MOST_UNPACKED) throw tooLarge(file);
  const { workbook, names } = await parse(bytes, file, reading.sheet);
  const sheet = sheetOf(workbook, names, file, reading.sheet);
  const is1904 = workbook.dateSystem === "1904";
  return {
    size: sheet.rows.length,
    as: `sheet ${JSON.stringify(sheet.name)} ${reading.money}`,
    head: size,
    notes: [`The sheet ${sheet.name} is read.`],
    records: (from) => readRows(sheet, is1904, file, reading.money, from),
  };
}

async function* readRows(
  sheet: Sheet,
  is1904: boolean,
  file: string,
  money: Reading["money"],
  from: Place,
): AsyncGenerator<FileRecord> {
  let columns: Column[] | null = null;
  for (let row = 0; row < sheet.rows.length; row++) {
    if (columns && row < from.bytes) continue;
    const cells = rowOf(sheet, row, is1904);
    if (cells.every(isEmpty)) continue;
    const line = row + 1;
    const after = { bytes: line, line };
    if (!columns)
      columns = columnsOf(
        cells.map(({ text }) => text),
        file,
      );
    else yield { line, after, ...eventOf(columns, cells, money) };
  }
}

const rowOf = (sheet: Sheet, row: number, is1904: boolean): Cell[] =>
  (sheet.rows[row] ?? []).map((value, column) => cellOf(value, sheet.cells?.get(`${row},${column}`), is1904));

async function parse(
  bytes: Buffer,
  file: string,
  wanted: string | undefined,
): Promise<{ workbook: Workbook; names: string[] }> {
  const names: string[] = [];
  try {
    const workbook = await readXlsx(bytes, {
      readStyles: true,
      range: COLUMNS,
      sheets({ name, hidden, veryHidden }) {
        names.push(name);
        return wanted === undefined ? !(hidden || veryHidden) : name === wanted;
      },
    });
    return { workbook, names };
  } catch (error) {
    throw unreadable(file, (error as Error).message);
  }
}

/** The sheet with the wanted name; without one, the only visible sheet that has rows. */
function sheetOf(workbook: Workbook, names: string[], file: string, wanted: string | undefined): Sheet {
  if (wanted !== undefined) {
    const [found] = workbook.sheets;
    if (found) return found;
    throw new Fault("bad-request", `${file} has no sheet ${wanted}; it has ${names.join(", ")}`);
  }
  const filled = workbook.sheets.filter(({ rows }) =>
    rows.some((row) => row.some((value) => value !== null && value !== "")),
  );
  if (filled.length === 1) return filled[0]!;
  if (filled.length === 0)
    throw new Fault("bad-request", `${file}: no sheet that is shown has a row; it has ${names.join(", ")}`);
  const listed = filled.map(({ name }) => name).join(", ");
  throw new Fault(
    "bad-request",
    `${file} has several sheets with rows: ${listed}; say which one with --sheet NAME`,
  );
}

const tooLarge = (file: string) =>
  new Fault(
    "bad-request",
    `${file} is over ${MOST_UNPACKED >> 20} MiB when it is unpacked: save it as CSV, which may have any length`,
  );
const unreadable = (file: string, why: string) =>
  new Fault(
    "bad-request",
    `${file} cannot be read as an Excel workbook (${why}): save it as .xlsx or as CSV`,
  );
