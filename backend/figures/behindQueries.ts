import type { Slice } from "#wire/figures.ts";
import { CELLS, type Kind } from "../store/cells.ts";
import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";
import type { Narrowed } from "./narrow.ts";

/** The sign with which each column counts in a figure: 1 or −1. */
export type Weights = Readonly<Record<string, number>>;

/** The row after which to begin. */
export interface Place {
  minute: number;
  id: string;
}

export interface EntityRow extends Place {
  slice: Slice;
  /** The time of each of its slots in epoch ms; null: that event has not come. */
  moments: Record<string, number | null>;
  satang: string | null;
  /** Its contribution to the figure; in a distribution the number of its `time_bin()`. */
  value: string;
}

export interface EventRow {
  type: string;
  source: string;
  id: string;
  time: number;
  received: number;
  revision: number;
  data: Record<string, unknown>;
  /** The source that sent it, as it is registered, and its limits. */
  sender: string;
  banks: string[] | null;
  agencies: string[] | null;
  slice: Slice;
  counts: boolean;
}

/** The kinds of cells that are sums of entities. */
export const hasEntities = (kind: Kind) => Object.keys(CELLS[kind].slots).length > 0;

function sliceOf(kind: Kind, row: Record<string, unknown>): Slice {
  const columns = Object.entries(CELLS[kind].dimensions);
  const values = new Map(Object.entries(row));
  return Object.fromEntries(columns.map(([name, column]) => [name, String(values.get(column))]));
}

/**
 * The rows of a range, with the count and the sum of all rows after `after`, also of those beyond this page.
 * @param until a whole minute, as `from`
 */
export async function readEntities(
  run: Run,
  kind: Kind,
  question: Pick<Narrowed, "from" | "until"> & Pick<Narrowed, "only">,
  { asOf, weights, after, most }: { asOf: number; weights: Weights; after: Place | null; most: number },
): Promise<{ rows: EntityRow[]; count: number; total: bigint }> {
  const dimensions = new Map(Object.entries<string>(CELLS[kind].dimensions));
  const only = Object.entries(question.only).map(([name, values]) => [dimensions.get(name), values]);
  const rows = await run<Record<string, unknown>>(`behind ${kind}`, [
    ...[iso(question.from), iso(question.until), iso(asOf)],
    ...[JSON.stringify(weights), JSON.stringify(Object.fromEntries(only))],
    ...[after?.minute ?? 0, after?.id ?? "", Math.max(1, most)],
  ]);
  return {
    rows: rows.slice(0, most).map((row) => ({
      minute: Number(row.minute),
      id: String(row.id),
      slice: sliceOf(kind, row),
      moments: row.moments as EntityRow["moments"],
      satang: row.satang === null ? null : String(row.satang),
      value: String(row.value),
    })),
    count: Number(rows[0]?.count ?? 0),
    total: BigInt((rows[0]?.total as string | undefined) ?? 0),
  };
}

/** The events of an entity that counts in a minute. */
export async function readEntityEvents(
  run: Run,
  kind: Kind,
  { id, minute }: Place,
  asOf: number,
): Promise<EventRow[]> {
  const rows = await run<Record<string, unknown>>(`told ${kind}`, [id, iso(minute), iso(asOf)]);
  return rows.map((row) => {
    const {
      type,
      source,
      id: event,
      revision,
      data,
      sender,
      banks,
      agencies,
      counts,
    } = row as unknown as EventRow;
    return {
      type,
      source,
      id: event,
      revision,
      data,
      sender,
      banks,
      agencies,
      counts,
      time: Number(row.time),
      received: Number(row.received),
      slice: sliceOf(kind, row),
    };
  });
}
