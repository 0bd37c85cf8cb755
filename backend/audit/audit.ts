import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { DAY } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Store } from "../store/store.ts";
import type { AuditRow, Link } from "./chain.ts";
import { type Exports, openExports } from "./exports.ts";
import { HEADS_FILE, headLine } from "./heads.ts";
import { type Filter, listAudit, readHead } from "./queries.ts";

/** Rows of a page, and of an export: some 25 MB. */
const PAGE = 100;
const MOST_EXPORTED = 50_000;
/** Rows of an export that are read in one turn: some 20 ms of this thread. */
const PIECE = 500;

export interface Audit {
  /** A page of rows, the newest first; `next` is the cursor of the next one, null after the last. */
  list(
    filter: Filter,
    cursor: number | null,
    signal?: AbortSignal,
  ): Promise<{ rows: AuditRow[]; next: string | null }>;
  /** All rows up to one head of the chain, the newest first. They are read piece by piece: others come in between. */
  all(filter: Filter, signal?: AbortSignal): Promise<AuditRow[]>;
  exported: Exports;
  /** Publishes the head a last time. */
  close(): Promise<void>;
}

/** The audit of this centre. Its head is published at the start, each day and at the end. */
export async function openAudit(deps: {
  store: Store;
  clock: Clock;
  dataDir: string;
  /** Publishes the head: in the log, which leaves this machine. */
  say: (head: Link) => void;
  onTrouble: (what: string, error?: unknown) => void;
}): Promise<Audit> {
  const { store, clock, dataDir } = deps;
  async function publish() {
    try {
      const head = await readHead(store.run);
      deps.say(head);
      // With a database server there need not be such a folder.
      if (existsSync(dataDir)) appendFileSync(join(dataDir, HEADS_FILE), headLine(head, clock.now()));
    } catch (error) {
      deps.onTrouble("the head of the audit could not be published", error);
    }
  }
  await publish();
  const stop = clock.every(DAY, () => void publish());
  return {
    async list(filter, cursor, signal) {
      const rows = await listAudit(
        store.inClass("pages", signal).run,
        filter,
        cursor ?? Number.MAX_SAFE_INTEGER,
        PAGE + 1,
      );
      const page = rows.slice(0, PAGE);
      return { rows: page, next: rows.length > PAGE ? String(page.at(-1)!.place) : null };
    },
    async all(filter, signal) {
      const { run } = store.inClass("pages", signal);
      const rows: AuditRow[] = [];
      for (;;) {
        // No row ever changes, and none comes but behind the newest: what lies before a row is as it was.
        const piece = await listAudit(run, filter, rows.at(-1)?.place ?? Number.MAX_SAFE_INTEGER, PIECE);
        rows.push(...piece);
        if (rows.length > MOST_EXPORTED)
          throw new Fault(
            "too-many-rows",
            `there are over ${MOST_EXPORTED.toLocaleString("en")} rows; narrow from and to`,
          );
        if (piece.length < PIECE) return rows;
      }
    },
    exported: openExports({ store, clock }),
    async close() {
      stop();
      await publish();
    },
  };
}
