import { type Cell, type CellStyle, type CellValue, type WriteSheet, writeXlsx } from "hucre/xlsx";
import type { Document, Signed } from "#wire/reports.ts";
import { formulaIn } from "#writing/formulas.ts";
import type { Lang } from "#writing/lang.ts";
import { verdictText } from "./aimed.ts";
import { comparedText, scopeText, spanText, titleOf } from "./headings.ts";
import { drawable } from "./printable.ts";
import { qualityLines } from "./quality.ts";
import { rowsOf } from "./rows.ts";
import { growthLines } from "./sentences.ts";
import { DATE, NUMBER, partIn, valueIn, wallTime } from "./spreadsheet.ts";
import { REPORT_WORDS } from "./words.ts";
import { writingOf } from "./writing.ts";

const HEAD: CellStyle = {
  font: { bold: true },
  fill: { type: "pattern", pattern: "solid", fgColor: { rgb: "ECECEC" } },
};
const HEADINGS: Record<Lang, string[]> = {
  th: [
    "หัวข้อ",
    "ตัวเลข",
    "ธนาคาร/ประเภท/พื้นที่",
    "รหัส",
    "ตั้งแต่",
    "ถึงก่อนเวลา",
    "ค่า",
    "หน่วย",
    "ตัวเศษ",
    "ตัวส่วน",
    "ช่วง",
    "สถานะ",
    "metric",
    ...["เกณฑ์หรือเป้าหมาย", "ส่วน", "เป้า", "เป้าต่อวัน", "พลาด", "ยังมีเวลา", "สถานะเทียบเป้า"],
  ],
  en: [
    "Section",
    "Figure",
    "Slice",
    "Code",
    "From",
    "Before",
    "Value",
    "Unit",
    "Numerator",
    "Denominator",
    "Span",
    "State",
    "metric",
    ...[
      "Objective or target",
      "Part",
      "Target",
      "Target a day",
      "Missed",
      "Not decided",
      "Against the target",
    ],
  ],
};
const SHEETS: Record<Lang, string[]> = {
  th: ["ตัวเลข", "นิยาม", "ที่มา"],
  en: ["Figures", "Definitions", "Provenance"],
};
const SPANS: Record<Lang, [string, string]> = { th: ["ช่วงนี้", "ช่วงก่อน"], en: ["this", "before"] };

/**
 * The figures with true numbers and dates (money in baht), their definitions, and where they come from, on a sheet each.
 * Texts stay texts: an id, and what looks like a formula.
 */
export async function xlsxOf({ document, hash, signature, key }: Signed, lang: Lang): Promise<Uint8Array> {
  const writing = writingOf(document, lang);
  const words = REPORT_WORDS[lang];
  const [figures, definitions, provenance] = SHEETS[lang] as [string, string, string];
  return writeXlsx({
    sheets: [
      figuresSheet(document, figures, lang),
      textSheet(definitions, [
        ["metric", words.item, "formula", "formulaId", "unit"],
        ...document.definitions.map((each) => [
          ...[each.metric, each[lang], formulaIn(lang, each), each.formulaId ?? "", each.unit],
        ]),
      ]),
      textSheet(provenance, [
        [titleOf(document, lang), ""],
        [words.period, spanText(document, lang)],
        [words.compared, comparedText(writing)],
        [words.scope, scopeText({ ...writing, scope: document.scope })],
        [words.edition, document.isDraft ? words.draftFoot : String(document.edition)],
        ["asOf", new Date(document.asOf).toISOString()],
        ["id", document.id],
        ["SHA-256", hash],
        ["Ed25519", signature],
        ["key", key],
        ["registry", document.registry],
        ...(document.isSimulated ? [[words.simulated, ""]] : []),
        ...(document.isPublic ? [[words.public, ""]] : []),
        ...qualityLines(writing).map((line) => ["", line]),
        ...document.sections
          .flatMap(({ blocks }) => blocks)
          .flatMap((block) => (block.kind === "growth" ? growthLines(block, writing) : []))
          .map((line) => ["", line]),
      ]),
    ],
    properties: {
      title: titleOf(document, lang),
      creator: words.centre,
      created: new Date(document.asOf),
      modified: new Date(document.asOf),
    },
  });
}

function figuresSheet(document: Document, name: string, lang: Lang): WriteSheet {
  const words = REPORT_WORDS[lang];
  const cells = new Map<string, Partial<Cell>>();
  const rows: CellValue[][] = [HEADINGS[lang]];
  for (const column of HEADINGS[lang].keys()) cells.set(`0,${column}`, { style: HEAD });
  for (const { section, figure, definition, isBefore, slice, sliceName, aim } of rowsOf(document, lang)) {
    const at = rows.length;
    const target = valueIn({ value: aim?.target ?? null, state: "settled" }, definition.unit);
    rows.push([
      ...[words.sections[section], definition[lang], drawable(sliceName), drawable(slice)],
      ...[wallTime(figure.from), wallTime(figure.until), valueIn(figure, definition.unit)],
      ...[definition.unit === "share" ? "" : words.units[definition.unit]],
      ...[partIn(figure.metric, figure.numerator), partIn(figure.metric, figure.denominator)],
      ...[SPANS[lang][isBefore ? 1 : 0], words.states[figure.state], figure.metric],
      ...(aim
        ? [
            ...[
              drawable(`${aim.aim[lang]} (${words.version(aim.aim.version)})`),
              aim.part && words.parts[aim.part],
            ],
            ...(aim.aim.isPerDay ? [null, target] : [target, null]),
            ...[aim.missed === null ? null : Number(aim.missed)],
            ...[figure.pending === undefined ? null : Number(figure.pending), verdictText(aim, words)],
          ]
        : []),
    ]);
    for (const column of [4, 5]) cells.set(`${at},${column}`, { style: { numFmt: DATE.get(lang)! } });
    for (const column of [15, 16])
      cells.set(`${at},${column}`, { style: { numFmt: NUMBER.get(definition.unit)! } });
    cells.set(`${at},6`, { style: { numFmt: NUMBER.get(definition.unit)! } });
  }
  const widths = [22, 36, 24, 20, 20, 20, 18, 8, 16, 16, 10, 12, 32, 32, 14, 16, 18, 12, 12, 20];
  return {
    name,
    rows,
    cells,
    columns: widths.map((width) => ({ width })),
    freezePane: { rows: 1 },
    autoFilter: { range: `A1:T${rows.length}` },
  };
}

const textSheet = (name: string, rows: string[][]): WriteSheet => ({
  name,
  rows: rows.map((row) => row.map((text) => drawable(text))),
  columns: [{ width: 36 }, { width: 60 }, { width: 60 }, { width: 16 }, { width: 10 }],
});
