import type { CellValue, Cell as XlsxCell } from "hucre/xlsx";
import { dayFrom, startOf } from "#calendar/days.ts";
import { stamp } from "#calendar/stamp.ts";
import { DAY } from "#calendar/units.ts";
import type { Cell } from "./row.ts";

/** A spreadsheet keeps 15 digits of a number and puts zeros for the others (Excel's specifications and limits). */
const DIGITS = 15;
/** 1 January 2000 and 2100, in days since the end of 1899. */
const [FIRST_SERIAL, LAST_SERIAL] = [36_526, 73_051];
const SERIALS_BEGIN = dayFrom({ year: 1899, month: 12, date: 30 })!;
/** The other kind of workbooks counts from 1904, so many days later. */
const SERIALS_1904 = 1_462;

/** A cell of a workbook as what it is there: text, number, date (of Bangkok), truth value, error, a formula's value. */
export function cellOf(value: CellValue, details: XlsxCell | undefined, is1904: boolean): Cell {
  const format = details?.style?.numFmt ?? "";
  if (details?.type === "error")
    return { text: String(value), wrong: { code: "cell-error", detail: `the cell is the error ${value}` } };
  if (value === null && details?.formula !== undefined)
    return { text: `=${details.formula}`, wrong: NOT_CALCULATED };
  if (value === null) return { text: "" };
  if (typeof value === "boolean") return { text: String(value), value };
  if (typeof value === "number") return numberOf(value, format, is1904);
  if (typeof value === "string") return { text: value.trim() };
  // The reader takes the time on the clock for UTC.
  return dateOf(value.getTime() / DAY - SERIALS_BEGIN, format);
}

export const isEmpty = ({ text, wrong }: Cell) => text === "" && !wrong;

const NOT_CALCULATED = {
  code: "no-value",
  detail: "the cell has a formula and no value: open the file in a spreadsheet and save it there",
};

function numberOf(value: number, format: string, is1904: boolean): Cell {
  if (Math.abs(value) >= 10 ** DIGITS)
    return {
      text: String(value),
      wrong: {
        code: "digits-lost",
        detail: `${value} has more than ${DIGITS} digits, of which a spreadsheet drops the last; format the column as text and enter it again`,
      },
    };
  // What is shown as 3.3 is kept as 3.3000000000000003.
  const text = String(Number(value.toPrecision(DIGITS)));
  const serial = value + (is1904 ? SERIALS_1904 : 0);
  return {
    // A format of zeros shows 7 as 007.
    text: /^0{2,}$/.test(format) && value >= 0 ? text.padStart(format.length, "0") : text,
    ...(/\.[0#?]|฿|บาท|baht|THB/i.test(format) ? { isShownAsBaht: true } : {}),
    // Thai Excel has formats of dates that only it knows (ECMA-376 part 1, 18.8.30: 71 to 81).
    ...(serial >= FIRST_SERIAL && serial < LAST_SERIAL ? { asDate: dateOf(serial, "") } : {}),
  };
}

/** @param serial days since 30 December 1899, as workbooks count, on the clock of Bangkok */
function dateOf(serial: number, format: string): Cell {
  const text = stamp(startOf(SERIALS_BEGIN) + Math.round(serial * DAY));
  if (serial < FIRST_SERIAL) return { text, date: "time of day" };
  return { text, date: Number.isInteger(serial) && !/h/i.test(format) ? "day" : "moment" };
}
