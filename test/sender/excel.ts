import { crc32, deflateRawSync } from "node:zlib";

/** A ZIP archive as Excel writes it: deflated, sizes in front. `said`: the unpacked size that the directory claims. */
export function zip(files: Record<string, string | Buffer>, said?: number): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content as string);
    const packed = deflateRawSync(bytes);
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(crc32(bytes), 0);
    sizes.writeUInt32LE(packed.length, 4);
    sizes.writeUInt32LE(said ?? bytes.length, 8);
    const about = Buffer.concat([Buffer.from("14000600080000002100", "hex"), sizes]);
    const [length, offset] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt16LE(Buffer.byteLength(name), 0);
    offset.writeUInt32LE(at, 0);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), about, length, Buffer.from(name), packed]);
    directory.push(
      Buffer.concat([
        Buffer.from("PK\x01\x02\x14\x00"),
        about,
        length,
        Buffer.alloc(10),
        offset,
        Buffer.from(name),
      ]),
    );
    locals.push(local);
    at += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, entries, end]);
}

/** Number formats: of Excel by number, or of one's own by its code. */
export const FORMATS = {
  general: 0,
  "#,##0.00": 4,
  day: 14,
  time: 21,
  moment: 22,
  /** วันที่และเวลาแบบไทย: only Thai Excel knows it. */
  thai: 77,
  text: 49,
  padded: "000000",
  baht: "[$฿-41E]#,##0",
  buddhist: "[$-107041E]d mmm yyyy h:mm",
} as const;
type Format = keyof typeof FORMATS;

/** A cell: text, number, truth value, nothing; or a value with its format, formula or error. */
export type Written =
  | string
  | number
  | boolean
  | null
  | { value: number; as: Format }
  | { formula: string; value?: string | number }
  | { error: string };
export interface WrittenSheet {
  rows: Written[][];
  isHidden?: boolean;
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** The files of a workbook as Excel writes them: texts in a table of their own, dates as numbers with a format. */
export function workbookFiles(
  sheets: Record<string, WrittenSheet>,
  { is1904 = false } = {},
): Record<string, string> {
  const texts: string[] = [];
  const names = Object.keys(FORMATS) as Format[];
  const cellXml = (cell: Written, ref: string): string => {
    if (cell === null) return "";
    if (typeof cell === "number") return `<c r="${ref}"><v>${cell}</v></c>`;
    if (typeof cell === "boolean") return `<c r="${ref}" t="b"><v>${Number(cell)}</v></c>`;
    if (typeof cell === "string") return `<c r="${ref}" t="s"><v>${texts.push(cell) - 1}</v></c>`;
    if ("error" in cell) return `<c r="${ref}" t="e"><v>${cell.error}</v></c>`;
    if ("as" in cell) return `<c r="${ref}" s="${names.indexOf(cell.as)}"><v>${cell.value}</v></c>`;
    const { formula, value } = cell;
    const kept = value === undefined ? "" : `<v>${escaped(String(value))}</v>`;
    return `<c r="${ref}"${typeof value === "string" ? ' t="str"' : ""}><f>${escaped(formula)}</f>${kept}</c>`;
  };
  const column = (at: number): string =>
    at < 26 ? String.fromCharCode(65 + at) : column(Math.floor(at / 26) - 1) + column(at % 26);
  const sheetXml = ({ rows }: WrittenSheet) =>
    `${HEAD}<worksheet ${MAIN}><sheetData>${rows
      .map(
        (cells, y) =>
          `<row r="${y + 1}">${cells.map((cell, x) => cellXml(cell, column(x) + (y + 1))).join("")}</row>`,
      )
      .join("")}</sheetData></worksheet>`;
  const own = Object.entries(FORMATS).filter(([, format]) => typeof format === "string");
  const idOf = (name: Format) =>
    typeof FORMATS[name] === "number" ? FORMATS[name] : 164 + own.findIndex(([each]) => each === name);
  const listed = Object.entries(sheets);
  const files = Object.fromEntries(
    listed.map(([, sheet], i) => [`xl/worksheets/sheet${i + 1}.xml`, sheetXml(sheet)]),
  );
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  return {
    "[Content_Types].xml": `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    "_rels/.rels": `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${relation("rId1", "officeDocument", "xl/workbook.xml")}</Relationships>`,
    "xl/workbook.xml": `${HEAD}<workbook ${MAIN} xmlns:r="${OFFICE}"><workbookPr${is1904 ? ' date1904="1"' : ""}/><sheets>${listed
      .map(
        ([name, { isHidden }], i) =>
          `<sheet name="${escaped(name)}" sheetId="${i + 1}"${isHidden ? ' state="hidden"' : ""} r:id="rId${i + 1}"/>`,
      )
      .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${listed
      .map((_, i) => relation(`rId${i + 1}`, "worksheet", `worksheets/sheet${i + 1}.xml`))
      .join(
        "",
      )}${relation("rIdT", "sharedStrings", "sharedStrings.xml")}${relation("rIdS", "styles", "styles.xml")}</Relationships>`,
    ...files,
    "xl/styles.xml": `${HEAD}<styleSheet ${MAIN}><numFmts>${own
      .map(([, code], i) => `<numFmt numFmtId="${164 + i}" formatCode="${escaped(code as string)}"/>`)
      .join(
        "",
      )}</numFmts><cellXfs>${names.map((name) => `<xf numFmtId="${idOf(name)}" applyNumberFormat="1"/>`).join("")}</cellXfs></styleSheet>`,
    "xl/sharedStrings.xml": `${HEAD}<sst ${MAIN}>${texts.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join("")}</sst>`,
  };
}

/** A workbook of one sheet, or of several by name. */
export const workbook = (
  sheets: Record<string, WrittenSheet> | Written[][],
  more: { is1904?: boolean } = {},
) => zip(workbookFiles(Array.isArray(sheets) ? { ข้อมูล: { rows: sheets } } : sheets, more));
