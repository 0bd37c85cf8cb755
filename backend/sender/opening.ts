import { open, stat } from "node:fs/promises";
import { extname } from "node:path";
import { Fault } from "../kit/fault.ts";
import { openCsv } from "./csv.ts";
import { guessedEncoding, markedEncoding, type TextFile, utf8Of } from "./encoding.ts";
import { openNdjson } from "./ndjson.ts";
import type { Opened, Reading } from "./records.ts";
import { openWorkbook } from "./workbook.ts";

const HEAD = 64 * 1024;
/** Files with these names are tables, unless they begin with a brace. Excel names its "Unicode text" .txt. */
const TABLES = new Set([".csv", ".tsv", ".tab", ".txt"]);
const WORKBOOKS = new Set([".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".numbers"]);
const OLD_EXCEL = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

/**
 * Looks what a file is: an Excel workbook, CSV, or NDJSON, and in which encoding.
 * Throws `bad-request` with a sentence for one that cannot be read.
 */
export async function openRecords(file: string, reading: Reading): Promise<Opened> {
  const { size } = await stat(file);
  const head = await headOf(file);
  const extension = extname(file).toLowerCase();
  if (head.subarray(0, 4).equals(OLD_EXCEL))
    throw new Fault(
      "bad-request",
      `${file} is a workbook of the old Excel (.xls) or has a password: save it as .xlsx without one, or as CSV`,
    );
  if (head.subarray(0, 2).toString("latin1") === "PK") return openWorkbook(file, size, reading);
  if (WORKBOOKS.has(extension))
    throw new Fault(
      "bad-request",
      `${file} is no workbook, whatever its name says: save it as .xlsx or as CSV`,
    );
  if (reading.sheet !== undefined)
    throw new Fault("bad-request", `${file} is no workbook: it has no sheets, so --sheet says nothing`);

  const marked = markedEncoding(head);
  const start = new TextDecoder(marked ?? "utf-8").decode(head);
  const isTable = TABLES.has(extension) && !start.trimStart().startsWith("{");
  const encoding = marked ?? (isTable ? await guessedEncoding(file) : "utf-8");
  const text: TextFile = { file, encoding, size };
  if (encoding !== "utf-8") {
    text.size = 0;
    for await (const bytes of utf8Of(text)) text.size += bytes.length;
  }
  const opened = isTable ? openCsv(text, start, reading) : openNdjson(text, start);
  if (encoding === "windows-874")
    opened.notes.push(`${file} is not in UTF-8: it is read as Thai ANSI (Windows-874, TIS-620).`);
  return { ...opened, size: text.size, as: `${opened.as} ${encoding}`, head: HEAD };
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
