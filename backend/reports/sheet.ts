import { type CellValue, type ColumnDef, writeXlsxStream } from "hucre/xlsx";
import type { Scope } from "#wire/access.ts";
import type { FigureRow } from "#wire/figures.ts";
import { formulaIn } from "#writing/formulas.ts";
import type { Lang } from "#writing/lang.ts";
import type { Words } from "./compose.ts";
import { scopeText } from "./headings.ts";
import { drawable } from "./printable.ts";
import { DATE, NUMBER, partIn, valueIn, wallTime } from "./spreadsheet.ts";
import { REPORT_WORDS } from "./words.ts";
import { nameless } from "./writing.ts";

/** An answer of `GET /v1/figures`, as it is to be written. */
export interface Table {
  /** Others have the thread between some of them. */
  rows: AsyncIterable<FigureRow>;
  metrics: readonly string[];
  /** The dimensions of its slices. */
  by: readonly string[];
  asOf: number;
  simulated: boolean;
  lang: Lang;
  scope: Scope;
  /** Where the same figures are shown. */
  link: string;
}

const HEADINGS: Record<Lang, readonly string[]> = {
  th: [
    ...["ตัวเลข", "เวลา", "ค่า", "หน่วย", "ตัวเศษ", "ตัวส่วน", "สถานะ", "แหล่งที่ขาด", "ข้อมูล ณ", "ข้อมูลจำลอง"],
    ...["นิยาม", "metric", "รายงานที่ศูนย์ออก", "ขอบเขต", "ลิงก์"],
  ],
  en: [
    ...["Figure", "Time", "Value", "Unit", "Numerator", "Denominator", "State", "Missing sources", "As of"],
    ...["Simulated", "Definition", "metric", "Issued report", "Scope", "Link"],
  ],
};
const WIDTHS = [34, 20, 16, 8, 14, 14, 12, 20, 20, 14, 50, 30, 16, 30, 60];
const NOT_ISSUED: Record<Lang, string> = { th: "ไม่ใช่", en: "no" };

/**
 * The rows of an answer as a workbook, in pieces: true numbers (money in baht) and dates, the code and the name of each
 * slice, and with each row its definition, its moment and scope, and that it is of no issued report. The stream writes one
 * sheet: the link stands in the first row. No more of it is held than what is being compressed.
 */
export function sheetOf(table: Table, { metrics, codes }: Words): AsyncIterable<Uint8Array> {
  const { by, asOf, simulated, lang, scope } = table;
  const words = REPORT_WORDS[lang];
  const names = new Map(
    codes.map(({ kind, code, shortTh, shortEn }) => [`${kind} ${code}`, lang === "th" ? shortTh : shortEn]),
  );
  const nameOf = (name: string, code: string) => names.get(`${name} ${code}`) ?? nameless(code, words);
  const limited = drawable(scopeText({ scope, words, nameOf }));
  const moment = DATE.get(lang)!;
  const units = [...new Set(table.metrics.map((id) => metrics.get(id)!.unit))];
  // With several units the cells are plain numbers, and each has its unit beside it.
  const number = units.length === 1 ? NUMBER.get(units[0]!) : undefined;
  const formats = new Map([
    [1, moment],
    [2, number],
    [8, moment],
  ]);
  const columns = HEADINGS[lang].map((header, place): ColumnDef => {
    const numFmt = formats.get(place);
    return { header, width: WIDTHS[place]!, ...(numFmt ? { numFmt } : {}) };
  });
  columns.splice(
    2,
    0,
    ...by.flatMap((name) => [
      { header: name, width: 12 },
      { header: `${name} (${lang === "th" ? "ชื่อ" : "name"})`, width: 24 },
    ]),
  );

  async function* lines(): AsyncGenerator<CellValue[]> {
    let { link } = table;
    for await (const row of table.rows) {
      const metric = metrics.get(row.metric)!;
      yield [
        ...[drawable(metric[lang]), wallTime(row.at)],
        ...by.flatMap((name) => {
          const code = row.slice[name] ?? "";
          return [drawable(code), drawable(nameOf(name, code))];
        }),
        ...[valueIn(row, metric.unit), metric.unit === "share" ? "" : words.units[metric.unit]],
        ...[partIn(row.metric, row.numerator), partIn(row.metric, row.denominator)],
        words.states[row.state],
        ...[drawable(row.missing?.sources.join(" ") ?? ""), wallTime(asOf)],
        ...[simulated ? words.simulated : "", drawable(formulaIn(lang, metric)), row.metric],
        ...[NOT_ISSUED[lang], limited, link],
      ];
      link = "";
    }
  }
  const name = lang === "th" ? "ตัวเลข" : "Figures";
  return writeXlsxStream(lines(), { name, columns, freezePane: { rows: 1 } });
}
