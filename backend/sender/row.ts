import type { TSchema } from "@sinclair/typebox";
import { buddhistYearIn } from "#calendar/era.ts";
import { EVENT_FIELDS, REVISION, TYPE_PREFIX } from "#wire/events.ts";
import { Fault } from "../kit/fault.ts";
import { type Money, satangOf } from "./money.ts";

/** A cell of a table; in CSV all are texts. */
export interface Cell {
  text: string;
  /** The cell cannot be read in any column; `detail` does not name the column. */
  wrong?: Wrong;
  /** A date or a time of day; `text` is in Bangkok time. */
  date?: "moment" | "day" | "time of day";
  /** A number that is shown with decimals or as baht, though it may be whole. */
  isShownAsBaht?: true;
  /** The time that a number stands for in a column of times. */
  asDate?: Cell;
  value?: boolean;
}

export interface Wrong {
  code: string;
  detail: string;
}

export interface Column {
  name: string;
  /** `unknown`: no event has such a field; the war room passes over it. */
  of: "envelope" | "time" | "satang" | "integer" | "text" | "unknown";
}

const ENVELOPE = ["id", "type", "time", "source"];
const FIELDS = new Map(
  [...Object.values(EVENT_FIELDS), REVISION].flatMap((fields) => Object.entries<TSchema>(fields)),
);

function columnOf(name: string): Column {
  if (name === "time") return { name, of: "time" };
  if (ENVELOPE.includes(name)) return { name, of: "envelope" };
  const field = FIELDS.get(name);
  if (!field) return { name, of: "unknown" };
  if (field.format === "date-time") return { name, of: "time" };
  if (field.type === "integer") return { name, of: name.endsWith("Satang") ? "satang" : "integer" };
  return { name, of: "text" };
}

/** The columns of a header. Throws `bad-request` if one is missing or stands twice. */
export function columnsOf(header: string[], file: string): Column[] {
  const missing = ENVELOPE.filter((name) => !header.includes(name));
  if (missing.length > 0)
    throw new Fault(
      "bad-request",
      `${file}: the header has no column ${missing.join(", ")}; it must name ${ENVELOPE.join(", ")} and the fields of data`,
    );
  const twice = header.filter((name, i) => name !== "" && header.indexOf(name) < i);
  if (twice.length > 0)
    throw new Fault(
      "bad-request",
      `${file}: the header names ${[...new Set(twice)].join(", ")} more than once; a column must be the only one of its name`,
    );
  return header.map(columnOf);
}

/** What spreadsheets show instead of a value, also in the CSV that they write. */
const CELL_ERROR = /^(?:#(?:N\/A|DIV\/0!|NAME\?|GETTING_DATA|[A-Z]+!)|Err:\d{3})$/;
const TOO_NARROW = /^#{3,}$/;
/** A number in scientific notation, whose last digits the spreadsheet has lost. */
const SCIENTIFIC = /^-?\d+(?:[.,]\d+)?E[+-]\d{2,}$/i;

/** Makes an event of a row. An empty cell is an absent field. A text in a column of numbers stays a text. */
export function eventOf(columns: Column[], cells: Cell[], money: Money): { ndjson: string } | Wrong {
  const event: Record<string, unknown> = { specversion: "1.0" };
  // A column may have any name.
  const data: Record<string, unknown> = Object.create(null);
  const wrong: Wrong[] = [];
  for (const [i, { name, of }] of columns.entries()) {
    const cell = cells[i];
    if (!cell || cell.text === "" || name === "specversion" || name === "") continue;
    const value = readCell(of, cell, money);
    if (typeof value === "object") wrong.push({ code: value.code, detail: `${name}: ${value.detail}` });
    else if (name === "type")
      event.type = String(value).startsWith(TYPE_PREFIX) ? value : TYPE_PREFIX + value;
    else if (ENVELOPE.includes(name)) event[name] = value;
    else data[name] = value;
  }
  if (wrong.length > 0)
    return { code: wrong[0]!.code, detail: `${wrong.map(({ detail }) => detail).join("; ")}: not sent` };
  return { ndjson: JSON.stringify({ ...event, data }) };
}

function readCell(of: Column["of"], cell: Cell, money: Money): string | number | boolean | Wrong {
  const { text } = cell;
  if (of === "unknown") return text;
  if (cell.wrong) return cell.wrong;
  if (cell.value !== undefined) return cell.value;
  if (CELL_ERROR.test(text)) return { code: "cell-error", detail: `the cell is the error ${text}` };
  if (TOO_NARROW.test(text))
    return { code: "cell-error", detail: "the column was too narrow to be saved: widen it and save again" };
  if (SCIENTIFIC.test(text))
    return {
      code: "digits-lost",
      detail: `${text} is a number of which a spreadsheet has dropped digits; format the column as text and enter it again`,
    };
  if (of === "time") return timeOf(cell.asDate ?? cell);
  if (cell.date)
    return { code: "not-a-date", detail: `the cell is a date (${text.slice(0, 10)}), where none belongs` };
  if (of === "satang") return amountOf(cell, money);
  return of === "integer" && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function timeOf({ text, date }: Cell): string | Wrong {
  const era = buddhistYearIn(text);
  if (era) return { code: "bad-time", detail: era };
  if (date === "day")
    return { code: "bad-time", detail: `the cell is a day (${text.slice(0, 10)}) without a time of day` };
  if (date === "time of day")
    return { code: "bad-time", detail: `the cell is a time of day (${text.slice(11, 19)}) without a day` };
  return text;
}

function amountOf({ text, isShownAsBaht }: Cell, money: Money): string | number | Wrong {
  const amount = satangOf(isShownAsBaht ? `฿${text}` : text, money);
  if (typeof amount === "number") return amount;
  if (amount !== null) return { code: "bad-money", detail: `${text} ${amount}` };
  // In a column of satang the war room itself names the fault.
  return money === "satang" ? text : { code: "bad-money", detail: `${text} is no amount of baht` };
}
