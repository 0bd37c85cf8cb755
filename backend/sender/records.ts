import type { Money } from "./money.ts";

/** A position in a file: everything before it has been read. Lines, and rows of a sheet, count from 1. */
export interface Place {
  /** In a text, bytes of UTF-8; in a workbook, rows. */
  bytes: number;
  line: number;
}

/** One event of a file as a line of NDJSON, or the reason why it is invalid. `after` is where the next one begins. */
export type FileRecord = { line: number; after: Place } & (
  | { ndjson: string }
  | { code: string; detail: string }
);

export const START: Place = { bytes: 0, line: 0 };

/** How a file is to be read, as far as it does not say so itself. */
export interface Reading {
  money: Money;
  /** Only of a workbook. */
  sheet?: string | undefined;
}

/** A file whose events can be read. */
export interface Opened {
  /** Of its last place. */
  size: number;
  /** What it was taken for. Places in it mean nothing to a run that takes it for something else. */
  as: string;
  /** How many of its first bytes are compared to recognise the same file. */
  head: number;
  /** What a person should know of how it is read. */
  notes: string[];
  /** Its events from a position on. */
  records(from: Place): AsyncGenerator<FileRecord>;
}

/** Only keeps a file without line breaks from exhausting memory; the war room's own limit is far lower. */
export const MOST_LINE = 4 * 1024 * 1024;
export const NOT_UTF8 = {
  code: "not-utf8",
  detail: "the line is not UTF-8: not sent; save the file as UTF-8",
};
