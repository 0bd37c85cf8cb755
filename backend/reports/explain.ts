import { DAY, MINUTE } from "#calendar/units.ts";
import type { Scope } from "#wire/access.ts";
import type { Reading } from "#wire/figures.ts";
import type { Change, Document, Why } from "#wire/reports.ts";
import { Fault } from "../kit/fault.ts";
import type { Kind } from "../store/cells.ts";
import type { Store } from "../store/store.ts";
import { questionsOf } from "./again.ts";
import { keyOf } from "./book.ts";
import type { Words } from "./compose.ts";
import type { Judges } from "./judging.ts";
import { type Late, readLate } from "./queries.ts";
import { standsOnEarlier, whysOf } from "./why.ts";

/** Events of a kind that are looked at; of more the newest. */
const MOST_LATE = 20_000;
/** What is read in one turn of the database: others have it in between. */
const TURN_MS = 7 * DAY;
/** An event may lie so long before what it is about, or after the clock. */
const SKEW_MS = 5 * MINUTE;
/** What a target's path and landing stand on: a year, and the weeks that are like it. */
const HISTORY_MS = 400 * DAY;

export interface ExplainNeeds {
  store: Store;
  words: Words;
  /** One reading of the past, all of it counted again from the raw events: the stored cells may be what is wrong. */
  recount<T>(
    scope: Scope,
    asOf: number,
    signal: AbortSignal | undefined,
    deed: (reading: Reading) => Promise<T>,
  ): Promise<T>;
  judges(): Promise<Pick<Judges, "exclusions">>;
  onTrouble(what: string): void;
}

type Moved = Pick<Change, "metric" | "slice" | "from" | "until" | "judged" | "now">;

/**
 * Why figures of an issued document are others now, each with at least one cause; what nothing explains is told as trouble.
 * @param upTo when they were computed again, epoch ms
 * @param now the next edition, whose versions of objectives and targets may be others
 */
export type Explain = <F extends Moved>(
  before: Document,
  moved: readonly F[],
  again: { upTo: number; now?: Document },
  signal?: AbortSignal,
) => Promise<(F & { whys: Why[] })[]>;

export function openExplaining({ store, words, recount, judges, onTrouble }: ExplainNeeds): Explain {
  async function lateOf(moved: readonly Moved[], after: number, upTo: number, signal?: AbortSignal) {
    const { run } = store.inClass("pages", signal);
    const begins = new Map<Kind, number>();
    for (const each of moved) {
      const kind = words.metrics.get(each.metric)?.cells;
      if (!kind) continue;
      const from = each.from - (standsOnEarlier(each) ? HISTORY_MS : SKEW_MS);
      begins.set(kind, Math.min(from, begins.get(kind) ?? from));
    }
    const late = new Map<Kind, { events: Late[]; isCut: boolean }>();
    for (const [kind, begin] of begins) {
      const events: Late[] = [];
      const known = new Set<string>();
      for (let at = upTo + SKEW_MS; at > begin && known.size <= MOST_LATE; at -= TURN_MS) {
        const most = MOST_LATE + 1 - known.size;
        const span = { from: Math.max(begin, at - TURN_MS), until: at };
        for (const each of await readLate(run, kind, { ...span, after, upTo, most })) {
          events.push(each);
          known.add(each.event);
        }
      }
      late.set(kind, { events, isCut: known.size > MOST_LATE });
    }
    return late;
  }

  /** Those whose raw events, as they were known when the document was issued, count to what the figure is now. */
  async function recounted(
    { scope, asOf }: Document,
    moved: readonly Moved[],
    signal?: AbortSignal,
  ): Promise<ReadonlySet<Moved>> {
    const own = moved.filter(({ judged }) => !judged);
    const questions = questionsOf(own);
    try {
      const answers = await recount(scope, asOf, signal, ({ ask }) => Promise.all(questions.map(ask)));
      const values = new Map(
        answers.flatMap((rows, place) =>
          rows.map((row) => [keyOf({ ...row, ...questions[place]! }), row.value] as const),
        ),
      );
      return new Set(own.filter((each) => values.get(keyOf(each)) === each.now));
    } catch (error) {
      // It would take too long: it stays unexplained.
      if (error instanceof Fault && error.code === "too-many-rows") return new Set();
      throw error;
    }
  }

  return async (before, moved, { upTo, now }, signal) => {
    if (moved.length === 0) return [];
    const versions = (document?: Document) =>
      new Map(document?.figures.map((figure) => [keyOf(figure), figure.judged]));
    const [were, are] = [versions(before), versions(now)];
    const { exclusions } = await judges();
    const late = await lateOf(moved, before.asOf, upTo, signal);
    const found = moved.map((each) => {
      const key = keyOf(each);
      const [judged = each.judged, judgedNow] = [were.get(key), are.get(key)];
      const figure = { ...each, ...(judged ? { judged } : {}), ...(judgedNow ? { judgedNow } : {}) };
      return { each, whys: whysOf(figure, before, { after: before.asOf, upTo, late, exclusions }, words) };
    });
    const open = found.filter(({ whys }) => whys.length === 0).map(({ each }) => each);
    const mended = open.length === 0 ? new Set<Moved>() : await recounted(before, open, signal);
    const unexplained = open.length - mended.size;
    if (unexplained > 0)
      onTrouble(`${unexplained} figures of report ${before.id} are others now, and nothing explains it`);
    return found.map(({ each, whys }) => {
      const rest: Why[] = [{ code: mended.has(each) ? "recounted" : "not-explained" }];
      return { ...each, whys: whys.length > 0 ? whys : rest };
    });
  };
}
