import { dayOf, isoDate } from "#calendar/days.ts";
import type { Document, Signed } from "#wire/reports.ts";
import type { FILE_FORMATS } from "#wire/schedules.schema.ts";
import { csvOf } from "./csv.ts";
import type { Printing } from "./page.ts";
import { xlsxOf } from "./xlsx.ts";

export type Format = (typeof FILE_FORMATS)[number];

/** A report as a file. */
export interface ReportFile {
  /** The file's name, which is unique: kind, first day, edition. */
  name: string;
  type: string;
  bytes: Buffer;
}

const TYPES: Readonly<Record<Format, string>> = {
  pdf: "application/pdf",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  csv: "text/csv; charset=utf-8; header=present",
  json: "application/json; charset=utf-8",
};

const nameOf = ({ kind, from, edition, isDraft }: Document, format: Format) =>
  `report-${kind}-${isoDate(dayOf(from))}-${isDraft ? "draft" : `edition-${edition}`}.${format}`;

/** Makes the PDF. */
type Print = (signed: Signed, printing: Printing, as: "pdf") => Promise<Uint8Array | string>;

export async function fileOf(
  signed: Signed,
  format: Format,
  printing: Printing,
  print: Print,
): Promise<ReportFile> {
  const bytes = async () => {
    switch (format) {
      case "pdf":
        return Buffer.from((await print(signed, printing, "pdf")) as Uint8Array);
      case "xlsx":
        return Buffer.from(await xlsxOf(signed, printing.lang));
      case "csv":
        return Buffer.from(csvOf(signed.document, signed.hash));
      case "json":
        return Buffer.from(JSON.stringify(signed));
    }
  };
  return { name: nameOf(signed.document, format), type: TYPES[format], bytes: await bytes() };
}

/** Files that are kept for the next recipient: the same report and form are the same bytes. */
const MOST_KEPT = 8;

/** The files of issued reports: each is made once for all recipients. */
export function openFiles(print: Print) {
  const kept = new Map<string, Promise<ReportFile>>();
  return (signed: Signed, format: Format, printing: Printing): Promise<ReportFile> => {
    const { lang, form, thaiDigits, standard } = printing;
    const key = [signed.hash, format, lang, form, thaiDigits, standard].join(" ");
    const known = kept.get(key);
    if (known) return known;
    const made = fileOf(signed, format, printing, print);
    kept.set(key, made);
    for (const old of [...kept.keys()].slice(0, -MOST_KEPT)) kept.delete(old);
    made.catch(() => kept.delete(key));
    return made;
  };
}
