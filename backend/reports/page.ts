import type { Lang } from "#writing/lang.ts";
import type { Piece } from "./printable.ts";

/** How a document is printed. */
export interface Printing {
  lang: Lang;
  form: "plain" | "memo";
  /** Thai numerals. */
  thaiDigits: boolean;
  /** What its PDF conforms with; null: with none. */
  standard: Standard | null;
}
/** To be kept for long, its text readable (ISO 19005-2, level U); to be read by a screen reader (ISO 14289-1). */
export const STANDARDS = ["a-2u", "ua-1"] as const;
export type Standard = (typeof STANDARDS)[number];

/** What the template prints: texts in pieces, as they stand on the page. */
export interface Page {
  lang: Lang;
  form: Printing["form"];
  isDraft: boolean;
  draft: Piece[];
  title: string;
  centre: string;
  heading: Piece[];
  facts: [Piece[], Piece[]][];
  memo: { title: Piece[]; fields: [Piece[], Piece[]][]; to: [Piece[], Piece[]] } | null;
  lead: Piece[];
  /** Where what it says can be looked at; null: nowhere. */
  link: string | null;
  sections: { title: Piece[]; blocks: PageBlock[] }[];
  foot: Piece[];
  /** The hash is no number: its digits stay. */
  code: string;
  page: string[];
  thaiDigits: boolean;
}
export type PageBlock =
  | { kind: "lines"; lines: Piece[][] }
  | {
      kind: "table";
      head: Piece[][];
      widths: number;
      isLastWide?: true;
      rows: { cells: Piece[][]; isTotal: boolean }[];
    }
  | { kind: "bars"; alt: string; title: Piece[]; top: Piece[]; bars: PageBar[]; notes: Piece[][] };
/** Heights are shares of the chart's. */
interface PageBar {
  label: Piece[];
  text: Piece[];
  height: number;
  before: number | null;
  /** The numbers of what happened in it; empty: nothing. */
  marks: Piece[];
}

/** Makes a text fit for the page. */
export type Said = (text: string) => Piece[];
