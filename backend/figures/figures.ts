import { SECOND } from "#calendar/units.ts";
import { EVERYTHING, type Scope } from "#wire/access.ts";
import type { FigureRow, Question, Reading, Readings } from "#wire/figures.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import { openGathering } from "../store/gathering.ts";
import type { Run, Store } from "../store/store.ts";
import { type Class, MOST_WAITING, openTurns, type Turn, type Turns } from "../store/turns.ts";
import { type Changed, openChanges } from "./changes.ts";
import { composeRows, heldSums } from "./compose.ts";
import { fitting, isSmall } from "./cut.ts";
import { gatherPast, gatherPresent, readPastCoverage, refuseLong } from "./gather.ts";
import type { Metric } from "./metric.ts";
import { type Narrowed, narrow } from "./narrow.ts";
import { partsOf } from "./parts.ts";
import { openPast } from "./past.ts";
import { openBreaths } from "./pieces.ts";
import { openPresent } from "./present.ts";
import { readCoverage, readFreezesByAge, readUnansweredFreezes } from "./queries.ts";
import { faultsIn } from "./question.ts";
import { METRICS } from "./registry.ts";
import { bucketsIn, MOST_HELD, MOST_ROWS, refuseOver } from "./rows.ts";
import type { CoveringSource } from "./state.ts";
import { openTogether, readWithin, type SumsOf } from "./together.ts";

/** A reading of everything, which can also run other statements in the same snapshot: those know no scope. */
export interface StoreReading extends Reading {
  run: Run;
}

export interface Answer {
  asOf: number;
  simulated: boolean;
  /** Each row is made when it is asked for. */
  rows: Iterable<FigureRow>;
}

/**
 * Whoever reads says first how far: what lies outside the scope is neither read nor named. What the scope does not
 * allow to be asked at all throws `forbidden`, with what can be asked instead.
 */
export interface Figures extends Readings {
  /** As of now, in one transaction. `turn`: the class of its work, and who waits for it. */
  read<T>(scope: typeof EVERYTHING, turn: Turn, deed: (reading: StoreReading) => Promise<T>): Promise<T>;
  read<T>(scope: Scope, turn: Turn, deed: (reading: Reading) => Promise<T>): Promise<T>;
  /**
   * Answers a question of any size, behind events and walls: a large one, or one about the past, is read piece by
   * piece, a few at a time. `signal` aborts when the answer has been sent or nobody waits for it any more; `most`: so many
   * rows, MOST_ROWS where it is not said.
   * Throws `too-many-rows`, `busy` when too many wait, and `unavailable` for figures by agency that a rebuild must fill
   * first: they would be too low.
   */
  answer(
    scope: Scope,
    question: Question,
    asOf: number | null,
    signal: AbortSignal,
    most?: number,
  ): Promise<Answer>;
  /** Cells were changed by a commit. */
  changed(changed: Changed): void;
}

/**
 * Large questions, and questions about the past, that are worked on at once, until their answer has been sent: each
 * holds up to 50 MB. And how many more may wait: at five seconds each, as long as a person does.
 */
const LARGE = {
  places: 3,
  most: { live: 0, pages: 2, background: 1 },
  mostWaiting: { live: 0, pages: 50, background: 20 },
};

/** Readings of the present in pieces that are worked on at once: what they have read is held. */
const PRESENT = {
  places: 2,
  most: { live: 0, pages: 2, background: 0 },
  mostWaiting: { live: 0, pages: 50, background: 0 },
};
/** How often a deed is done at most before it is done in one transaction: what it asks depends on what it was answered. */
const PASSES = 5;

const unknown = async () => {
  throw new Error("what is not answered yet is told in one transaction alone");
};

/** The one function from (metric, slice, window, as-of) to a number and its state. */
export function openFigures({
  store,
  clock,
  isRebuildDue,
}: {
  store: Store;
  clock: Clock;
  /** Whether reports of before they had an agency still count for none. */
  isRebuildDue: () => Promise<boolean>;
}): Figures {
  const changes = openChanges();
  const large = openTurns(LARGE, clock);
  const present = openTurns(PRESENT, clock);
  const takeFrom = (turns: Turns, turn: Turn) =>
    turns.take(turn).catch((error) => {
      throw error instanceof Fault ? new Fault("busy", error.message, { retryAfter: 5 }) : error;
    });
  /** Whether the stored cells are not sliced yet as a question asks. */
  const lacksAgency = async ({ by, only }: Narrowed) =>
    (by.includes("agency") || only.agency !== undefined) && isRebuildDue();
  const readingOf = (scope: Scope, run: Run, moment: number, of: Class): Reading => {
    const now = judgedAt(moment, clock.now());
    const coverage = readCoverage(scope, run, null, now);
    // Not waited for: the first questions go out with it, in one trip to the database. Each of them awaits it.
    coverage.catch(() => {});
    const sumsOf = openTogether(
      readWithin(run, { now, asOf: null }),
      null,
      of === "live" ? undefined : openBreaths(),
    );
    return {
      asOf: moment,
      now,
      simulated: async () => isSimulated(await coverage),
      ask: async (question) => ask(sumsOf, narrowed(question, scope), coverage, { now, asOf: null }),
      unansweredFreezes: (since, most) => readUnansweredFreezes(scope, run, now, since, most),
      freezesByAge: (since, ages) => readFreezesByAge(scope, run, now, since, ages),
    };
  };
  /**
   * Small questions about the present that wait for the database at the same time are answered from one reading: the more
   * wait, the less each costs.
   */
  const answerSmall = openGathering<{ scope: Scope; question: Narrowed; kinds: number }, Answer>(
    (take) =>
      store.inClass("pages").read((run, moment) =>
        Promise.all(
          take().map(async ({ scope, question }) => {
            const { ask, asOf, simulated } = readingOf(scope, run, moment, "pages");
            return { asOf, rows: await ask(question), simulated: await simulated() };
          }),
        ),
      ),
    { fitting, mostWaiting: MOST_WAITING.pages },
  );
  const figures: Figures = {
    read: async <T>(scope: Scope, turn: Turn, deed: (reading: StoreReading) => Promise<T>) =>
      store.inClass(turn.class, turn.signal).read((run, moment) =>
        // The overloads give `run` to who names everything; any other scope has none, whatever its deed says.
        deed({
          ...readingOf(scope, run, moment, turn.class),
          ...(scope === EVERYTHING ? { run } : {}),
        } as StoreReading),
      ),
    async readPresent(scope, signal, deed) {
      const turn = { class: "pages", signal } as const;
      if (store.kind === "server") return figures.read(scope, turn, deed);
      const end = await takeFrom(present, turn);
      const watching = changes.watch();
      const own = store.inClass(turn.class, signal);
      const reading = openPresent({ store: own, clock, scope, watching, judgedAt });
      try {
        for (let pass = 1; pass <= PASSES; pass++) {
          const { moment, now, coverage } = await reading.settle();
          const sumsOf = openTogether(reading.reads, null, reading.breathe);
          const at = { now, asOf: null };
          const doing = deed({
            asOf: moment,
            now,
            simulated: async () => isSimulated(coverage),
            ask: async (question) => ask(sumsOf, narrowed(question, scope), Promise.resolve(coverage), at),
            unansweredFreezes: unknown,
            freezesByAge: unknown,
          });
          // One that asked what was not settled is left where it waits: it is done again from the beginning.
          const done = await Promise.race([doing.then((value) => ({ value })), reading.asked()]);
          if (done) return done.value;
        }
        return await figures.read(scope, turn, deed);
      } finally {
        reading.end();
        watching.end();
        end();
      }
    },
    async readPast(scope, asOf, { signal, instead, isRecount = false }, deed) {
      const turn = { class: "background", signal } as const;
      const own = store.inClass(turn.class, signal);
      const end = await takeFrom(large, turn);
      const past = openPast({
        ...{ store: own, clock, asOf, instead },
        isRecounted: async (question) => isRecount || lacksAgency(question),
      });
      try {
        const coverage = await readPastCoverage(own, scope, asOf);
        const sumsOf = openTogether(past.reads, asOf, openBreaths());
        const at = { now: asOf, asOf };
        return await deed({
          ...at,
          simulated: async () => isSimulated(coverage),
          ask: async (question) => ask(sumsOf, narrowed(question, scope), Promise.resolve(coverage), at),
          unansweredFreezes: unknown,
          freezesByAge: unknown,
        });
      } finally {
        past.end();
        end();
      }
    },
    changed: changes.changed,
    async answer(scope, asked, asOf, signal, most = MOST_ROWS) {
      const question = narrowed(asked, scope, most);
      const parts = partsOf(metricsOf(question));
      refuseLong(question, parts);
      // As of a moment they are counted from the events themselves.
      const isRecount = await lacksAgency(question);
      if (asOf === null && isRecount)
        throw new Fault(
          "unavailable",
          "reports of before an update are not counted by agency yet: let an operator run npm run rebuild",
        );
      const turn = { class: asOf === null ? "pages" : "background", signal } as const;
      const own = store.inClass(turn.class, signal);
      if (asOf === null && isSmall(question, parts.length))
        return answerSmall({ scope, question, kinds: parts.length }, signal);
      const end = await takeFrom(large, turn);
      if (signal.aborted) end();
      signal.addEventListener("abort", end, { once: true });
      const needs = { store: own, clock, scope, question, parts, most, judgedAt };
      const gathered = await (asOf === null
        ? gatherPresent({ ...needs, watch: changes.watch })
        : gatherPast(needs, { asOf, isRecount, changed: new Map() }));
      return {
        asOf: gathered.moment,
        simulated: isSimulated(gathered.coverage),
        rows: composeRows(gathered, most),
      };
    },
  };
  return figures;
}

const isSimulated = (coverage: readonly CoveringSource[]) =>
  coverage.some(({ simulated, heard }) => simulated && heard !== null);

/** Moments may be this far ahead of a clock that is right: those of several backends differ by that much. */
const SKEW_MS = 2 * SECOND;

/**
 * What deadlines and ages of a reading are judged by. Its moment, so that the same question as of that moment gives
 * the same answer. After the clock was set back, moments of recording stay ahead of it until it has caught up:
 * no deadline passes because of that.
 */
export const judgedAt = (moment: number, now: number) => (moment - now > SKEW_MS ? now : moment);

async function ask(
  sumsOf: SumsOf,
  question: Narrowed,
  coverage: Promise<CoveringSource[]>,
  at: { now: number; asOf: number | null },
): Promise<FigureRow[]> {
  const read = partsOf(metricsOf(question)).map(async (part) =>
    heldSums(part.metrics, question, await sumsOf(question, part)),
  );
  const [covering, ...kinds] = await Promise.all([coverage, ...read]);
  return [...composeRows({ question, coverage: covering, ...at, kinds }, MOST_HELD)];
}

function narrowed(question: Question, scope: Scope, most = MOST_HELD): Narrowed {
  const wrong = faultsIn(question);
  if (wrong.length > 0) throw new Fault("bad-query", wrong.join("; "));
  const inside = narrow(question, scope);
  refuseOver(most, bucketsIn(question) * question.metrics.length);
  return inside;
}

const metricsOf = ({ metrics }: Narrowed): Metric[] => metrics.map((id) => METRICS.get(id)!);
