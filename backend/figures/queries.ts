import { type Scope, sourcesWithin } from "#wire/access.ts";
import type { FreezesOfAge, Slice, Step, UnansweredFreezes } from "#wire/figures.ts";
import { CELLS, type Cells, type Kind } from "../store/cells.ts";
import { slicingName } from "../store/expand.ts";
import type { Run } from "../store/store.ts";
import type { Range } from "./cut.ts";
import type { Sums } from "./metric.ts";
import { banksWithin, type Narrowed } from "./narrow.ts";
import type { CoveringSource } from "./state.ts";
import { type Distribution, readTimes } from "./times.ts";
import { cover, floorTo, type Piece, STEP_MS } from "./window.ts";

export interface Wanted extends Narrowed {
  /** Null: the stored cells, as of now. */
  asOf: number | null;
  now: number;
}

export interface SumRow {
  at: number;
  slice: Slice;
  sums: Sums;
  /** Of those that were asked for. */
  times: Readonly<Record<string, Distribution>>;
}

const iso = (at: number) => new Date(at).toISOString();
const seconds = (step: Step) => (step === "total" ? null : STEP_MS[step] / 1000);

/** A row as the database gives it. */
type Row = Record<string, string | null>;

function sliceParameters(cells: Kind, { by, only }: Narrowed): unknown[] {
  return Object.keys(CELLS[cells].dimensions).flatMap((name) => [by.includes(name), only[name] ?? null]);
}

function toSumRow(
  cells: Kind,
  wanted: Pick<Wanted, "by" | "from">,
  row: Record<string, string | number | null>,
): SumRow {
  const slice: Slice = {};
  const sums: Sums = {};
  const times: Record<string, Distribution> = {};
  const { dimensions, times: distributions = [] }: Cells = CELLS[cells];
  const names = new Map(Object.entries(dimensions).map(([name, column]) => [column, name]));
  for (const [column, value] of Object.entries(row)) {
    const name = names.get(column);
    if (name) {
      if (wanted.by.includes(name)) slice[name] = String(value);
    } else if (column === "at" || column === "window_number" || value === null) continue;
    else if (distributions.includes(column)) times[column] = readTimes(String(value));
    else sums[column] = BigInt(value);
  }
  return { at: row.at === null ? wanted.from : Number(row.at), slice, sums, times };
}

/** The sums of these columns of a kind's cells, by bucket and slice; empty buckets are left out. */
export async function readSums(
  run: Run,
  cells: Kind,
  columns: readonly string[],
  wanted: Wanted,
): Promise<SumRow[]> {
  const { from, until, step, asOf } = wanted;
  if (cells !== "lines" && asOf === null) return readSpans(run, cells, columns, wanted, [wanted]);
  const rows = await run<Row>(`sum ${cells}${asOf === null ? "" : " as of"}`, [
    ...[seconds(step), iso(from), iso(until), ...(asOf === null ? [] : [iso(asOf)])],
    ...sliceParameters(cells, wanted),
    ...(cells === "lines" ? [] : [columns]),
  ]);
  return rows.map((row) => toSumRow(cells, wanted, row));
}

/** The sums of stored cells of these spans by bucket and slice; of one bucket there may be several. */
export async function readSpans(
  run: Run,
  cells: Kind,
  columns: readonly string[],
  wanted: Narrowed,
  spans: readonly Range[],
): Promise<SumRow[]> {
  const { step } = wanted;
  if (step === "total") return (await readTotals(run, cells, columns, wanted, spans)).flat();
  const pieces = spans.flatMap(({ from, until }) => cover(from, until, step));
  const rows = await readStored(
    run,
    cells,
    columns,
    wanted,
    pieces.map((piece) => ({ ...piece, number: null })),
  );
  return rows.map((row) => {
    const sums = toSumRow(cells, wanted, row);
    return { ...sums, at: floorTo(step, sums.at) };
  });
}

/** The sums of stored cells of each of these windows as a whole, in their order. */
export async function readTotals(
  run: Run,
  cells: Kind,
  columns: readonly string[],
  wanted: Narrowed,
  windows: readonly Range[],
): Promise<SumRow[][]> {
  const ranges = windows.flatMap(({ from, until }, place) =>
    cover(from, until).map((piece) => ({ ...piece, number: place + 1 })),
  );
  return ofWindows(cells, wanted, windows, await readStored(run, cells, columns, wanted, ranges));
}

const readStored = (
  run: Run,
  cells: Kind,
  columns: readonly string[],
  wanted: Narrowed,
  ranges: readonly (Piece & { number: number | null })[],
) =>
  run<Row>(`sum ${cells}`, [
    ranges.map(({ tier }) => tier),
    ranges.map(({ since }) => iso(since)),
    ranges.map(({ until }) => iso(until)),
    ranges.map(({ number }) => number),
    ...sliceParameters(cells, wanted),
    columns,
  ]);

function ofWindows(
  cells: Kind,
  { by }: Narrowed,
  windows: readonly Range[],
  rows: readonly Row[],
): SumRow[][] {
  const sums = windows.map((): SumRow[] => []);
  for (const { window_number, ...row } of rows) {
    const place = Number(window_number) - 1;
    sums[place]!.push(toSumRow(cells, { by, from: windows[place]!.from }, row));
  }
  return sums;
}

/** What is read of stored day cells in one statement: several spans of whole days, by slicing. */
export interface Reading {
  spans: readonly { from: number; until: number }[];
  by: readonly string[];
}

/**
 * The sums of these columns of a kind's cells by span and slice, `at` the beginning of the span; and of each day, all slices
 * together. Empty ones are left out.
 */
export async function readDays(
  run: Run,
  cells: Kind,
  columns: readonly string[],
  { only }: Narrowed,
  { spans, by }: Reading,
): Promise<{ totals: SumRow[]; days: SumRow[] }> {
  const rows = await run<Row>(`sum ${cells} by ${slicingName(by)}`, [
    spans.map(() => STEP_MS.day / 1000),
    spans.map(({ from }) => iso(from)),
    spans.map(({ until }) => iso(until)),
    ...Object.keys(CELLS[cells].dimensions).map((name) => only[name] ?? null),
    columns,
  ]);
  const totals: SumRow[] = [];
  const days: SumRow[] = [];
  for (const { day = null, ...row } of rows)
    if (day === null) totals.push(toSumRow(cells, { by, from: 0 }, row));
    else days.push(toSumRow(cells, { by: [], from: 0 }, { ...row, at: day }));
  return { totals, days };
}

/** The days of a window, from the first to the last in which a kind's cells count anything; they may be none. */
export async function readDaysHeld(run: Run, cells: Kind, { from, until }: Narrowed): Promise<Range> {
  const [row] = await run<{ first: string | null; last: string | null }>(`days ${cells}`);
  const [first, last] = [row?.first ?? null, row?.last ?? null];
  if (first === null || last === null) return { from, until: from };
  return { from: Math.max(from, Number(first)), until: Math.min(until, Number(last) + STEP_MS.day) };
}

/** Sums of what is not decided yet in the window; `cells` is a kind that has such. */
export async function readOpenSums(run: Run, cells: Kind, wanted: Wanted): Promise<SumRow[]> {
  const { from, until, step, asOf, now } = wanted;
  if (asOf === null) return readOpenSpans(run, cells, wanted, [wanted], now);
  const rows = await run<Row>(`sum open ${cells} as of`, [
    ...[seconds(step), iso(from), iso(until), asOf],
    ...sliceParameters(cells, wanted),
  ]);
  return rows.map((row) => toSumRow(cells, wanted, row));
}

/** The sums of what is stored and not decided at `now` in these spans, by bucket and slice. */
export const readOpenSpans = async (
  run: Run,
  cells: Kind,
  wanted: Narrowed,
  spans: readonly Range[],
  now: number,
): Promise<SumRow[]> => (await readOpen(run, cells, wanted, wanted.step, spans, now)).flat();

/** The sums of what is not decided at `now` in each of these windows as a whole, in their order. */
export const readOpenTotals = (
  run: Run,
  cells: Kind,
  wanted: Narrowed,
  windows: readonly Range[],
  now: number,
): Promise<SumRow[][]> => readOpen(run, cells, wanted, "total", windows, now);

async function readOpen(
  run: Run,
  cells: Kind,
  wanted: Narrowed,
  step: Step,
  windows: readonly Range[],
  now: number,
): Promise<SumRow[][]> {
  const rows = await run<Row>(`sum open ${cells}`, [
    seconds(step),
    windows.map(({ from }) => from),
    windows.map(({ until }) => until),
    now,
    ...sliceParameters(cells, wanted),
  ]);
  return ofWindows(cells, wanted, windows, rows);
}

/**
 * The sources that report what lies inside a scope.
 * @param now nothing was heard later, whatever a clock that was ahead has left
 */
export async function readCoverage(
  scope: Scope,
  run: Run,
  asOf: number | null,
  now: number,
): Promise<CoveringSource[]> {
  const rows = await run<{
    name: string;
    types: string[];
    banks: string[] | null;
    agencies: string[] | null;
    beat_seconds: number;
    registered: string;
    simulated: boolean;
    heard: string | null;
    through: string | null;
    since: string | null;
  }>(asOf === null ? "listCoverage" : "listCoverageAsOf", asOf === null ? [] : [iso(asOf)]);
  const ms = (text: string | null) => (text === null ? null : Number(text));
  const sources = rows.map(({ beat_seconds, registered, heard, through, since, ...source }) => ({
    ...source,
    beatSeconds: beat_seconds,
    registered: Number(registered),
    heard: heard === null ? null : Math.min(Number(heard), now),
    through: ms(through),
    since: ms(since),
  }));
  return sourcesWithin(sources, scope);
}

/** Throws `forbidden` if the scope is limited by what freezes are not counted by. */
export async function readUnansweredFreezes(
  scope: Scope,
  run: Run,
  now: number,
  since: number,
  most: number,
): Promise<UnansweredFreezes> {
  const rows = await run<{
    open: string;
    satang: string;
    id: string;
    bank: string;
    hop: number;
    waiting_satang: string;
    cohort: string;
  }>("openFreezes", [now, most, since, banksWithin(scope)]);
  const freezes = rows.map((row) => ({
    id: row.id,
    bank: row.bank,
    hop: row.hop,
    satang: BigInt(row.waiting_satang),
    requestedAt: Number(row.cohort),
  }));
  return {
    open: Number(rows[0]?.open ?? 0),
    satang: BigInt(rows[0]?.satang ?? 0),
    nearest: freezes.slice(0, most),
  };
}

/** Those of them that have reached the first of these ages, counted by the ages. Throws `forbidden` likewise. */
export async function readFreezesByAge(
  scope: Scope,
  run: Run,
  now: number,
  since: number,
  ages: readonly number[],
): Promise<FreezesOfAge[]> {
  const rows = await run<{
    bank: string;
    hop: number;
    ages: number;
    count: string;
    satang: string;
    oldest: string;
    newest: string;
  }>("freezesByAge", [...[now, ages, since], banksWithin(scope)]);
  return rows.map((row) => ({
    bank: row.bank,
    hop: row.hop,
    age: ages[row.ages - 1]!,
    count: Number(row.count),
    satang: BigInt(row.satang),
    oldest: Number(row.oldest),
    newest: Number(row.newest),
  }));
}
