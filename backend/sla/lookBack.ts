import type { Deadline, DeadlineKind, LookBack, PastQuestion, PastRange } from "#wire/sla.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Kind } from "../store/cells.ts";
import type { Store } from "../store/store.ts";
import type { Rules } from "./all.ts";
import { type Cases, countEntities, readCases, type Wanted } from "./cases.ts";
import { ANSWERED } from "./deadlines.ts";
import { type Past, pastOf } from "./past.ts";
import { firstNeeded, pastBurn } from "./pastBurn.ts";
import { pastDeadlines } from "./pastDeadlines.ts";
import { promisedOf, RELEASED } from "./promisedFigures.ts";
import { TIMERS } from "./risk.ts";
import { windowOf } from "./window.ts";

/** Deadlines, by the conditions that alerts call them by. */
const DEADLINES: ReadonlyMap<string, { kind: DeadlineKind; why: Exclude<Deadline["why"], "at-risk"> }> =
  new Map([
    ["freeze-overdue", { kind: "freeze", why: "deadline-over" }],
    ["freeze-will-miss", { kind: "freeze", why: "will-miss" }],
    ["complaint-overdue", { kind: "complaint", why: "deadline-over" }],
    ["complaint-will-miss", { kind: "complaint", why: "will-miss" }],
    ["release-overdue", { kind: "release", why: "deadline-over" }],
    ["release-will-miss", { kind: "release", why: "will-miss" }],
  ]);
const OF_DEADLINE = {
  freeze: { cells: "freezes", by: "bank" },
  complaint: { cells: "reports", by: "agency" },
  release: { cells: "freezes", by: "bank" },
} as const satisfies Record<DeadlineKind, { cells: Kind; by: string }>;
/** After so long a case that may still be kept is decided. */
const OVER_MS = new Map<Kind, number>([
  ["freezes", TIMERS.freeze.withinMs],
  ["reports", TIMERS.complaint.withinMs],
]);

export function openLookBack(deps: {
  store: Store;
  clock: Clock;
  rules: () => Promise<Rules>;
  /** All codes of a dimension. */
  codesOf: (kind: "bank" | "agency") => readonly string[];
  /** Banks that a source is registered to send such events of. */
  banksOf: (metric: string) => Promise<readonly string[]>;
  /** The columns that count a case that a figure counts above its line. */
  aboveOf: (metric: string) => readonly string[];
}): LookBack {
  const { store, clock, aboveOf } = deps;

  async function* read(wanted: Wanted, signal: AbortSignal) {
    const own = store.inClass("background", signal);
    const of = await countEntities(own.run, wanted.kind);
    yield { done: 0, of };
    const reading = readCases(own, clock, wanted);
    for (;;) {
      const step = await reading.next();
      if (step.done) return step.value;
      yield { done: Math.min(step.value, of), of };
    }
  }
  const within = (cases: readonly Cases[], { by, only }: PastQuestion) =>
    only === null || by === "all" ? cases : cases.filter(({ slice }) => only.includes(slice.get(by)!));

  async function* ofDeadline(
    { kind, why }: { kind: DeadlineKind; why: Exclude<Deadline["why"], "at-risk"> },
    question: PastQuestion,
    range: PastRange,
    signal: AbortSignal,
  ) {
    const [timer, { cells, by }] = [TIMERS[kind], OF_DEADLINE[kind]];
    const cases = yield* read(
      {
        kind: cells,
        by: [by],
        of: kind === "release" ? "running" : "asked",
        kept: kind === "freeze" ? aboveOf(ANSWERED) : [],
        range: { from: range.from - timer.withinMs - timer.newsMs, until: range.until },
      },
      signal,
    );
    const { only } = question;
    const expected = deps.codesOf(by).filter((code) => only?.includes(code) ?? true);
    const isFound = question.by === by;
    return pastDeadlines(
      { timer, why, by, expected: isFound ? expected : [], isPaced: kind === "freeze" },
      cases,
      range,
    );
  }

  return async function* lookBack(question, range, signal) {
    const deadline = DEADLINES.get(question.condition);
    if (deadline) return yield* ofDeadline(deadline, question, range, signal);
    const { versions, exclusions } = await deps.rules();
    const own = versions.filter(({ id }) => id === question.condition);
    const promised = promisedOf(own.at(-1)?.objective.metric ?? "");
    if (!promised)
      throw new Fault(
        "bad-request",
        `condition: ${question.condition} leaves no history that can be looked back at; objectives made of cases and ${[...DEADLINES.keys()].join(", ")} do`,
      );
    const standing = exclusions.filter(
      ({ objective, endedAt }) => objective === question.condition && endedAt === null,
    );
    const { by, burn } = question;
    const isRelease = promised.metric === RELEASED;
    const past: Past = {
      promised,
      by,
      exclusions: standing,
      versions: own.filter(({ objective }) => objective.metric === promised.metric),
      // When the time of a release is over does not follow from when its freeze was asked for: its cases say it.
      overMs: promised.pending && !isRelease ? OVER_MS.get(promised.cells)! : null,
      expected: by === "bank" ? await deps.banksOf(promised.metric) : [],
    };
    const first = own.map(({ objective }) => windowOf(objective.window, range.from).from);
    const cases = yield* read(
      {
        kind: promised.cells,
        range: {
          from: burn ? firstNeeded(past, burn, range.from) : Math.min(...first),
          until: range.until,
        },
        // What is left out of one bank is left out of the whole: then the bank of each case must be known.
        by: by === "all" ? standing.map(({ slice }) => slice.by) : [by],
        kept: aboveOf(promised.metric),
        of: isRelease ? "overturned" : "asked",
      },
      signal,
    );
    const found = within(cases, question);
    return burn ? pastBurn(past, burn, found, range) : pastOf(past, found, range);
  };
}
