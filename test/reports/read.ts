/** Reads the numbers out of the files of a report again, each by its own means. */
import { parse } from "csv-parse/sync";
import { readXlsx } from "hucre/xlsx";
import { expect } from "vitest";
import { startOf } from "#calendar/days.ts";
import type { Definition, ReportFigure } from "#wire/reports.ts";

/** From a time of Bangkok that is read as one of UTC to the moment that it means. */
const FROM_UTC_MS = startOf(0);
const SHARE_OF_MONEY = "freezes.held_share_of_requested";

export const keyOf = (metric: string, from: number, until: number, slice: string) =>
  `${metric} ${from} ${until} ${slice}`;
export const sliceText = (slice: Record<string, string>) =>
  Object.entries(slice)
    .map((part) => part.join("="))
    .sort()
    .join(" ");
const sorted = (slice: string) => slice.split(" ").sort().join(" ");

/** Value, numerator and denominator of the figures of a report's CSV, by their questions; money in satang. */
export function readCsv(bytes: Buffer): Map<string, string[]> {
  const lines: Record<string, string>[] = parse(bytes, { columns: true, bom: true });
  return new Map(
    lines.map(({ metric, from, until, slice, value, numerator, denominator }) => [
      keyOf(metric!, Date.parse(from!), Date.parse(until!), sorted(slice!)),
      [value!, numerator!, denominator!],
    ]),
  );
}

/** The figures of a report's workbook, in English, by their questions. */
export async function readWorkbook(bytes: Buffer): Promise<Map<string, string[]>> {
  const rows = await rowsOfSheet(bytes);
  return new Map(
    rows.map((row) => {
      const metric = String(row.get("metric"));
      const at = (name: string) =>
        Math.round((row.get(name) as Date).getTime() / 1_000) * 1_000 + FROM_UTC_MS;
      const slice = sorted(String(row.get("Code") ?? ""));
      return [keyOf(metric, at("From"), at("Before"), slice), exactOf(row)];
    }),
  );
}

/** The rows of a workbook's first sheet by the names of its columns. */
export async function rowsOfSheet(bytes: Buffer): Promise<Map<string, unknown>[]> {
  const [head, ...rows] = (await readXlsx(bytes)).sheets[0]!.rows;
  return rows.map((row) => new Map(head!.map((name, place) => [String(name), row[place] ?? null])));
}

/** Value, numerator and denominator of a row as figures have them: money is in baht there, in satang here. */
export function exactOf(row: Map<string, unknown>): string[] {
  const metric = String(row.get("metric"));
  const text = (name: string, isMoney: boolean) =>
    isMoney ? satangOf(row.get(name)) : String(row.get(name) ?? "");
  const parts = metric === SHARE_OF_MONEY;
  return [text("Value", metric.endsWith("_satang")), text("Numerator", parts), text("Denominator", parts)];
}

/** A number of baht, or its digits: 12345.6 → 1234560. */
function satangOf(cell: unknown): string {
  if (cell === null || cell === "") return "";
  const [whole = "", rest = ""] = (typeof cell === "number" ? cell.toFixed(2) : String(cell)).split(".");
  return BigInt(whole.replace("−", "-") + rest.padEnd(2, "0")).toString();
}

const NUMBER = /^≥?([-−]?[\d,]+(?:\.\d+)?)/;
const PARTS = /\(([-−\d,.]+)\/([-−\d,.]+)\)$/;
const digits = (text: string) => text.replaceAll(",", "").replace("−", "-");

/** Whether a cell of a PDF, without blanks, says this figure: counts and money exactly, the others as far as they are printed. */
export function expectPrinted(cell: string, figure: ReportFigure, { unit, good }: Definition, what: string) {
  const number = NUMBER.exec(cell)?.[1];
  if (figure.value === null || figure.state === "no-data") {
    expect(number, `${what}: ${cell}`).toBeUndefined();
    return;
  }
  const printed = digits(number ?? "");
  const value = Number(figure.value);
  switch (unit) {
    case "count":
      expect(printed, what).toBe(String(figure.value));
      break;
    case "satang":
      expect(satangOf(printed), what).toBe(String(figure.value));
      break;
    case "share": {
      // To its worse side, at the tenth; from a hundred on at the whole.
      const off = (value * 100 - Number(printed)) * (good === "low" ? -1 : 1);
      const most = value < 1 ? 0.1 : 1;
      expect(off > -1e-9 && off < most + 1e-9, `${what}: ${cell} of ${value}`).toBe(true);
      break;
    }
    default:
      expect(Math.abs(Number(printed) - value), `${what}: ${cell} of ${value}`).toBeLessThanOrEqual(
        unit === "seconds" || value < 9.95 ? 0.05 + 1e-9 : 0.5,
      );
  }
  const parts = PARTS.exec(cell);
  if (!parts) return;
  const read = figure.metric === SHARE_OF_MONEY ? satangOf : String;
  expect(
    parts.slice(1).map((part) => read(digits(part))),
    what,
  ).toEqual([String(figure.numerator), String(figure.denominator)]);
}
