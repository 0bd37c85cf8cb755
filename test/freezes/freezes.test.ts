import { describe, expect, it } from "vitest";
import type { Figure } from "#wire/figures.ts";
import type { BankRisk, TableRow } from "#wire/sceneParts.ts";
import type { FreezeRisk } from "#wire/sla.ts";
import { seat } from "../../dashboard/figures/seating.ts";
import { rankBanks, whyEmpty } from "../../dashboard/freezes/banks.ts";
import { missingOf, ROWS } from "../../dashboard/freezes/board.ts";
import { withVerdicts } from "../wall/verdicts.ts";

const figure = (value: number | null, more: Partial<Figure> = {}): Figure => ({
  value,
  state: "open",
  heard: 0,
  maxAgeSeconds: 90,
  ...more,
});
const bank = (code: string, inTime: number, of: number, median: Figure | null = figure(10)): TableRow => ({
  code,
  order: 0,
  th: code,
  en: code,
  figures: {
    "freezes.sla_60m": figure(of ? inTime / of : null, { numerator: inTime, denominator: of }),
    ...(median ? { "freezes.p50_minutes": median } : {}),
  },
});
/** The same bank, when it was never heard. */
const silent = (row: TableRow): TableRow => ({
  ...row,
  figures: Object.fromEntries(Object.entries(row.figures).map(([id, of]) => [id, { ...of, heard: null }])),
});
const ranked = (rows: TableRow[]) =>
  rankBanks(rows, withVerdicts({ figures: {}, tables: { banks: rows }, verdicts: {} }).verdicts, isCurrent);
const isCurrent = ({ heard }: Figure) => heard !== null;

describe("banks by their hour", () => {
  const cases: { name: string; rows: TableRow[]; want: string[] }[] = [
    {
      name: "come the worst first",
      rows: [bank("BBL", 99, 100), bank("KBANK", 83, 100), bank("SCB", 97, 100)],
      want: ["KBANK broken", "SCB met", "BBL met"],
    },
    {
      name: "come the slowest first among equals",
      rows: [bank("BBL", 99, 100, figure(5)), bank("SCB", 99, 100, figure(20))],
      want: ["SCB met", "BBL met"],
    },
    {
      name: "come last while there are too few cases, however bad",
      rows: [bank("LH", 0, 19), bank("BBL", 100, 100), bank("UOB", 19, 20)],
      want: ["UOB met", "BBL met", "LH few"],
    },
    { name: "are watched just below the target", rows: [bank("KTB", 93, 100)], want: ["KTB watch"] },
    {
      name: "come after all others when they are silent, but for those with too few cases",
      rows: [bank("LH", 0, 19), silent(bank("KBANK", 10, 100)), bank("BBL", 99, 100)],
      want: ["BBL met", "KBANK silent", "LH few"],
    },
    { name: "are left out without a case", rows: [bank("CITI", 0, 0)], want: [] },
    { name: "are nobody on an empty day", rows: [], want: [] },
  ];
  for (const { name, rows, want } of cases) {
    it(name, () => {
      expect(ranked(rows).map(({ key, judgement }) => `${key} ${judgement}`)).toEqual(want);
    });
  }
  it("are nobody for want of a request, or of an answer to the first", () => {
    expect(
      [undefined, null, 0, 1].map((value) => whyEmpty(value === undefined ? value : figure(value))),
    ).toEqual(["none", "none", "none", "unanswered"]);
  });
  it("say a median that is known, and that it is at least that past what a row has room for", () => {
    const said = (median: Figure | null) => {
      const [row] = ranked([bank("BBL", 99, 100, median)]);
      return [row?.median, row?.atLeast];
    };
    expect(said(figure(12.6))).toEqual(["13", false]);
    expect(said(figure(999))).toEqual(["999", false]);
    expect(said(figure(999.1))).toEqual(["999", true]);
    expect(said(figure(10_080, { atLeast: true }))).toEqual(["999", true]);
    expect(said(figure(null))).toEqual(["", false]);
    expect(said(null)).toEqual(["", false]);
  });
});

describe("those that will miss their hour", () => {
  it("are counted over all banks, the ones with most first, then by money; what is only at risk is none of them", () => {
    const risk = (why: FreezeRisk, bank: string, count: number, satang: number | string): BankRisk => ({
      ...{ why, bank, hop: 1, count, satang },
    });
    const missing = missingOf([
      risk("at-risk", "KBANK", 9, 9_000),
      risk("deadline-over", "KBANK", 1, "9007199254740992"),
      risk("long-over", "SCB", 1, 500),
      risk("will-miss", "KBANK", 1, 1),
      risk("will-miss", "GSB", 1, 700),
    ]);
    expect([missing.count, missing.satang]).toEqual([4, 9_007_199_254_742_193n]);
    expect(missing.banks.map((each) => each.bank)).toEqual(["KBANK", "GSB", "SCB"]);
  });
  it("are none of none", () => expect(missingOf([])).toEqual({ count: 0, satang: 0n, banks: [] }));
});

describe("the board", () => {
  const keys = (text: string) => [...text].map((key) => ({ key }));
  it("has as many places as it is given, and keeps them for ten seconds", () => {
    const first = seat(null, keys("abcdefghijk"), 1e12, ROWS);
    expect(first.seats.join("")).toBe("abcdefghi");
    expect(seat(first, keys("bacdefghi"), 1e12 + 9_999, ROWS).seats.join("")).toBe("abcdefghi");
    expect(seat(first, keys("bacdefghi"), 1e12 + 10_000, ROWS).seats.join("")).toBe("bacdefghi");
  });
});
