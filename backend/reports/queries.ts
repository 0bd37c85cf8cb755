import type { Scope } from "#wire/access.ts";
import type { Slice } from "#wire/figures.ts";
import type { Document, Issued, Signed } from "#wire/reports.ts";
import { CELLS, type Kind } from "../store/cells.ts";
import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";
import { readCode } from "./canonical.ts";

/** A document as it was issued, and which edition of what it is. */
export interface Kept {
  signed: Signed;
  series: string;
  /** Who issued it, also where the document does not say it. */
  by: string;
  isLatest: boolean;
}

/** The start of the day of the first event, epoch ms; null: there are none yet. */
export async function firstEvent(run: Run): Promise<number | null> {
  const [row] = await run<{ first: string | null }>("firstEvent");
  return row!.first === null ? null : Number(row!.first);
}

/** An event that was recorded late, in an hour and slice where its entity counts. */
export interface Late {
  /** Names the event: it may stand in several hours and slices. */
  event: string;
  type: string;
  source: string;
  /** The same had been said before, or it takes something back. */
  isAgain: boolean;
  recordedAt: number;
  hour: number;
  slice: Slice;
}

/**
 * Those recorded after a moment, up to another one, of what happened from `from` to `until`; the newest `most`. A kind without
 * entities has none. Times are epoch ms.
 */
export async function readLate(
  run: Run,
  kind: Kind,
  { from, until, after, upTo, most }: Record<"from" | "until" | "after" | "upTo" | "most", number>,
): Promise<Late[]> {
  if (Object.keys(CELLS[kind].slots).length === 0) return [];
  const rows = await run<Record<string, unknown>>(`late ${kind}`, [
    iso(from),
    iso(after),
    iso(upTo),
    most,
    iso(until),
  ]);
  const columns = Object.entries<string>(CELLS[kind].dimensions);
  return rows.map((row) => {
    const values = new Map(Object.entries(row));
    return {
      event: String(row.event),
      type: String(row.type),
      source: String(row.source),
      isAgain: row.again === true,
      recordedAt: Number(row.recorded_at),
      hour: Number(row.hour),
      slice: Object.fromEntries(columns.map(([name, column]) => [name, String(values.get(column))])),
    };
  });
}

/** False: this edition of the series was issued meanwhile. */
export async function addDocument(run: Run, kept: Kept, body: string): Promise<boolean> {
  const { document, hash, signature, key } = kept.signed;
  const time = (at: number) => new Date(at).toISOString();
  const rows = await run("addDocument", [
    ...[document.id, kept.series, document.edition, document.kind, time(document.from), time(document.until)],
    ...[JSON.stringify(document.scope), document.isPublic, time(document.asOf), kept.by],
    ...[document.figures.length, document.changes.length, body, hash, signature, key],
  ]);
  return rows.length > 0;
}

interface DocumentRow {
  series: string;
  body: string;
  hash: string;
  signature: string;
  public_key: string;
  made_by: string;
  is_latest: boolean;
}

const keptOf = (row: DocumentRow): Kept => ({
  signed: {
    document: JSON.parse(row.body) as Document,
    hash: row.hash,
    signature: row.signature,
    key: row.public_key,
  },
  series: row.series,
  by: row.made_by,
  isLatest: row.is_latest,
});

/** By its id, or by the check code at the foot of its pages. */
export async function findDocument(run: Run, report: string): Promise<Kept | null> {
  const code = readCode(report);
  const [row] = code
    ? await run<DocumentRow>("findDocumentByCode", [code])
    : await run<DocumentRow>("findDocument", [report]);
  return row ? keptOf(row) : null;
}

export async function latestDocument(run: Run, series: string): Promise<Kept | null> {
  const [row] = await run<DocumentRow>("latestDocument", [series]);
  return row ? keptOf(row) : null;
}

interface IssuedRow {
  id: string;
  edition: number;
  kind: Issued["kind"];
  from_at: string;
  until_at: string;
  scope: Scope;
  is_public: boolean;
  as_of: string;
  made_by: string;
  hash: string;
  figures: number;
  changes: number;
  is_latest: boolean;
}

/** Public ones and those that the scope covers, the newest first. */
export async function listDocuments(run: Run, scope: Scope, most: number): Promise<Issued[]> {
  const rows = await run<IssuedRow>("listDocuments", [most, JSON.stringify(scope)]);
  return rows.map((row) => ({
    id: row.id,
    edition: row.edition,
    isLatest: row.is_latest,
    kind: row.kind,
    hash: row.hash,
    from: Number(row.from_at),
    until: Number(row.until_at),
    asOf: Number(row.as_of),
    scope: row.scope,
    isPublic: row.is_public,
    by: row.made_by,
    figures: row.figures,
    changes: row.changes,
  }));
}
