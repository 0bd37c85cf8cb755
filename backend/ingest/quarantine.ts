import { SECOND } from "#calendar/units.ts";
import type { IngestAnswer, RejectionCode } from "#wire/events.ts";
import { maskPersonal } from "#writing/personal.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { asFault, Fault } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import type { Budget } from "./budgets.ts";
import { checkEvent } from "./check.ts";
import { type CheckRules, isRefusal } from "./checked.ts";
import type { Ingest } from "./ingest.ts";
import { maskEvent } from "./masked.ts";
import {
  countRejected,
  discardQuarantined,
  keepRejected,
  listQuarantine,
  type Quarantined,
  type QuarantineFilter,
  type Rejected,
  readQuarantined,
  removeQuarantined,
  restoreQuarantined,
  trimQuarantine,
} from "./quarantineRows.ts";
import type { Item } from "./queries.ts";

/** Rejected events, until they are corrected or too old. */
export interface Quarantine {
  /** Keeps a rejected event, if the source's budget allows, and counts it in any case. Never waits and never fails. */
  keep(sender: number, why: { id: string | null; code: string; detail: string }, event: unknown): void;
  /** The newest first. */
  list(filter: QuarantineFilter, most: number): Promise<Quarantined[]>;
  /** All of them, a piece at a time. */
  all(filter: QuarantineFilter, signal: AbortSignal): AsyncIterable<Quarantined[]>;
  /** Sends a corrected event as its source. When it is taken, or is there already, it is kept here no longer. */
  resend(
    id: number,
    event: unknown,
    rulesOf: (source: string) => Promise<Sending>,
    doer: Doer,
  ): Promise<IngestAnswer>;
  /** Takes it off the list. Until it is too old it can be put back, if it was not rejected again before. */
  discard(id: number, doer: Doer): Promise<void>;
  restore(id: number, doer: Doer): Promise<void>;
  /** Writes what waits, and ends. */
  close(): Promise<void>;
}

/** As whom an event is sent, and by which rules it is checked. */
export interface Sending {
  sender: number;
  rules: CheckRules;
}

/** An event takes 300 bytes, and 5 kB at most: 6 MB of all, and 100 MB at most. */
const MOST = { ofSource: 2_000, inAll: 20_000 };
/** Between two cuts so many more may be there. */
const TRIM_AFTER = 500;
/** Rows of an export that are read at once: 60 KB, and 1 MB at most. */
const PIECE = 200;
const FLUSH_MS = SECOND;

export function openQuarantine(deps: {
  store: Store;
  clock: Clock;
  ingest: Pick<Ingest, "take">;
  /** What a source may still use. */
  budgetOf: (sender: number) => Pick<Budget, "has">;
  onTrouble: (what: string, error: unknown) => void;
}): Quarantine {
  const { clock } = deps;
  const store = deps.store.inClass("pages");
  let waiting = new Map<string, Rejected>();
  let counts = new Map<number, number>();
  let untrimmed = 0;
  let flushing: Promise<void> | null = null;

  async function write() {
    const [rejected, counted] = [[...waiting.values()], counts];
    waiting = new Map();
    counts = new Map();
    const at = clock.now();
    await countRejected(store.run, counted, at);
    if (rejected.length > 0) await keepRejected(store.run, rejected, at);
    untrimmed += rejected.length;
    if (untrimmed < TRIM_AFTER) return;
    untrimmed = 0;
    await trimQuarantine(store.run, MOST);
  }
  function flush(): Promise<void> {
    if (counts.size === 0 || flushing) return flushing ?? Promise.resolve();
    flushing = write()
      .catch((error) => deps.onTrouble("rejected events could not be kept", error))
      .finally(() => {
        flushing = null;
      });
    return flushing;
  }
  const stop = clock.every(FLUSH_MS, () => void flush());

  return {
    keep(sender, { id, code, detail }, event) {
      counts.set(sender, (counts.get(sender) ?? 0) + 1);
      if (!deps.budgetOf(sender).has("kept", 1)) return;
      const eventId = (id ?? "").replaceAll("\0", "");
      const key = `${sender} ${code} ${eventId}`;
      const times = 1 + (waiting.get(key)?.times ?? 0);
      const said = maskPersonal(detail).slice(0, 2_000).toWellFormed().replaceAll("\0", "");
      waiting.set(key, { source: sender, code, eventId, detail: said, times, event: maskEvent(event) });
    },
    list: (filter, most) => listQuarantine(store.run, filter, most),
    all: (filter, signal) => piecesOf(deps.store.inClass("pages", signal).run, filter),
    async resend(id, event, rulesOf, doer) {
      const held = await readQuarantined(store.run, id);
      if (!held) throw gone(id);
      const { sender, rules } = await rulesOf(held.source);
      const checked = checkedByHand(event, rules);
      if ("rejected" in checked) return checked;
      const say = (deed: "event.corrected" | "event.correction-refused", before: object, after: object) =>
        store.change((run, moment) =>
          writeAudit(run, { ...doer, deed, of: { kind: "event", id: checked.id }, before, after }, moment),
        );
      const was = about(held);
      const is = { type: checked.type, id: checked.id };
      // Before it is sent: events are taken in transactions of their own, and what cannot be audited is not sent.
      await say("event.corrected", was, is);
      const answer = await send(checked, sender).catch(async (error) => {
        await say("event.correction-refused", is, { ...was, code: asFault(error).code }).catch((failure) =>
          deps.onTrouble("a correction that was not taken could not be audited", failure),
        );
        throw error;
      });
      const [refused] = answer.rejected;
      if (refused) await say("event.correction-refused", is, { ...was, code: refused.code });
      else await removeQuarantined(store.run, id);
      return answer;
    },
    discard: (id, doer) =>
      store.change(async (run, moment) => {
        const held = await readQuarantined(run, id);
        if (!held || !(await discardQuarantined(run, id, moment))) throw gone(id);
        await writeAudit(
          run,
          { ...doer, deed: "event.discarded", of: of(held), before: about(held) },
          moment,
        );
      }),
    restore: (id, doer) =>
      store.change(async (run, moment) => {
        const held = (await restoreQuarantined(run, id)) ? await readQuarantined(run, id) : null;
        if (!held) throw new Fault("not-found", `there is no event ${id} that was discarded`);
        await writeAudit(run, { ...doer, deed: "event.restored", of: of(held), after: about(held) }, moment);
      }),
    async close() {
      stop();
      await flush();
      await flush();
    },
  };

  async function send(event: Event, sender: number): Promise<IngestAnswer> {
    const item: Item = {
      event,
      sender,
      receivedAt: clock.now(),
      kept: false,
      refused: null,
      isByHand: true,
    };
    await deps.ingest.take([item]);
    if (item.refused) return refusedAs(event.id, item.refused.code, item.refused.detail);
    return { accepted: item.kept ? 1 : 0, duplicate: item.kept ? 0 : 1, rejected: [] };
  }
}

/** The newest first. Each piece is read when it is asked for: others have the database in between. */
async function* piecesOf(run: Run, filter: QuarantineFilter): AsyncGenerator<Quarantined[]> {
  for (let before: number | undefined; ; ) {
    const rows = await listQuarantine(run, { ...filter, before }, PIECE);
    if (rows.length > 0) yield rows;
    if (rows.length < PIECE) return;
    before = rows.at(-1)!.id;
  }
}

type Event = Item["event"];

/** An event that a person has corrected, or why it cannot be taken. */
function checkedByHand(event: unknown, rules: CheckRules): Event | IngestAnswer {
  const checked = checkEvent(event, rules);
  if (isRefusal(checked)) return refusedAs(checked.id, checked.code, checked.detail);
  if (checked.type === "source.beat")
    return refusedAs(
      checked.id,
      "not-allowed",
      "type: a source says itself up to when it has sent everything",
    );
  return checked;
}

const refusedAs = (id: string | null, code: RejectionCode, detail: string): IngestAnswer => ({
  accepted: 0,
  duplicate: 0,
  rejected: [{ index: 0, id, code, detail }],
});

/** As the audit says it. */
const of = ({ event }: Quarantined) => ({ kind: "event", id: String(event?.id ?? "") });
const about = ({ source, code }: Quarantined) => ({ source, code });

const gone = (id: number) => new Fault("not-found", `there is no event ${id} in quarantine any more`);
