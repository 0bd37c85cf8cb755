/**
 * A random history of the centre, as unkind as the design allows: late, twice, out of order, contradicting,
 * revised, orphaned, at the very limits. Every event is valid by itself. A failure shrinks; a seed repeats.
 */
import fc from "fast-check";
import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { CloudEvent, RefusalReason, ReportStep } from "#wire/events.ts";
import { contentOf, identityOf, instant } from "./entities.ts";
import { DEEDS, dataOf, KINDS, spell, type Words } from "./lifecycles.ts";

type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;

export interface HistoryOptions {
  /** At most so many entities; `sample` gives exactly so many. */
  entities: number;
  /** Before the ids of entities, so that histories can share a database. */
  prefix?: string;
  /** Then every fifth entity begins in the two hours before it, and tells of nothing later. */
  now?: number;
  sources?: readonly string[];
  /**
   * Also other events under the source, id and entity of an event sent before, which are refused. Only the first
   * received counts, so what is right then depends on the order of receipt, which several connections do not keep.
   */
  imposters?: boolean;
}

/** Upper case before lower case in bytes, after it in most collations; a hyphen that some collations ignore. */
export const SOURCES: readonly string[] = ["aoc", "a-oc", "AOC", "ccib", "Bot", "etda1212"];

/** UTF-16 puts 😀 before Ａ, UTF-8 after it. */
const IDS = ["a", "B", "b-", "b", "ก", "Ａ", "😀"];

/** Bangkok midnights: around 29 February, mostly, and two months before. */
const MIDNIGHTS = ["2024-02-29", "2024-03-01", "2024-02-29", "2024-03-01", "2023-12-29", "2024-01-01"];

/** Whole Bangkok days; every time of a history lies in one of the two, in the late one mostly. */
export const WINDOWS = {
  early: { from: instant("2023-12-27T00:00:00+07:00"), to: instant("2024-01-06T00:00:00+07:00") },
  late: { from: instant("2024-02-27T00:00:00+07:00"), to: instant("2024-03-06T00:00:00+07:00") },
};

const LIMITS = [5, 10, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200].map((limit) => limit * SECOND);

const moment = fc
  .tuple(
    fc.constantFrom(...MIDNIGHTS),
    fc.oneof(
      fc.constantFrom(0, -1, 1, -MINUTE, MINUTE - 1, MINUTE, HOUR, HOUR - 1, -HOUR),
      fc.integer({ min: -DAY, max: DAY }),
    ),
  )
  .map(([day, after]) => instant(`${day}T00:00:00+07:00`) + after);

/** How long before now, for what runs out in a moment or a moment ago: hours of freezes, 72 hours of complaints. */
const recently = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[HOUR, HOUR + 1, HOUR - 1, HOUR - SECOND, HOUR - 5 * SECOND, HOUR - 30 * SECOND, 0, MINUTE],
    ),
  },
  { weight: 3, arbitrary: fc.nat(2 * HOUR) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(3 * DAY - 30 * SECOND, 3 * DAY - SECOND, 3 * DAY + 1, 3 * DAY + MINUTE),
  },
);

/** From the opening to the answer. Below 0: clocks that differ. Few and equal ones make ties. */
const delay = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 20 * SECOND, 20 * SECOND + 1, HOUR, HOUR + 1) },
  { weight: 3, arbitrary: fc.constantFrom(...LIMITS.flatMap((limit) => [limit - 1, limit, limit + 1])) },
  { weight: 1, arbitrary: fc.constantFrom(-1, -SECOND, -HOUR, 1, 999, SECOND) },
  { weight: 2, arbitrary: fc.nat(3 * HOUR) },
  { weight: 3, arbitrary: fc.constantFrom(4 * HOUR, 4 * HOUR + 1, 3 * DAY, 3 * DAY + 1) },
);

const satang = fc.oneof(
  fc.constantFrom(0, 1, 10 ** 15, 10 ** 15 - 1),
  fc.nat(10 ** 8),
  fc.integer({ min: 0, max: 10 ** 15 }),
);

const often = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

const place = fc.record({
  queue: fc.constantFrom("report" as const, "unfreeze" as const, "consult" as const),
  bank: fc.constantFrom("BBL", "KBANK", "KTB", "TTB", "SCB", "GSB", "OTHER"),
  hop: fc.constantFrom(1, 2, 3, 10),
  scamType: fc.constantFrom("purchase_single", "job", "loan", "invest_computer", "call_center", "other"),
  province: fc.constantFrom("TH-10", "TH-11", "TH-00"),
  channel: fc.constantFrom("1441", "1212", "police", "bank", "online", "nbtc", "tcc"),
});

const telling = fc.record({
  deed: fc.nat(10 ** 6),
  delay,
  /** The opening event too comes from another clock than the others mean. */
  astray: often(false, fc.constant(true)),
  source: fc.nat(10 ** 6),
  /** Its own, or one from the short list, which stands for several events. */
  id: fc.option(fc.constantFrom(...IDS), { freq: 2 }),
  revision: often<number | undefined>(undefined, fc.nat(3)),
  /** What it says of the cohort's time: nothing, or so far from the truth. */
  carried: fc.option(often(0, fc.constantFrom(-1, 1, -MINUTE, -DAY, MINUTE, 5 * MINUTE)), { freq: 2 }),
  elsewhere: often<Of<typeof place> | null>(null, place),
  satang: fc.tuple(satang, fc.option(satang), fc.option(satang)),
  step: fc.constantFrom<ReportStep>("freezing", "complaint", "tracing", "refunding", "closed"),
  reason: fc.constantFrom<RefusalReason>("moved-on", "cashed-out", "not-found", "other"),
  people: fc.integer({ min: 1, max: 40 }),
  spelling: fc.nat(4),
  /** When it is sent, each time: under its own id, or under a new one. */
  sendings: fc.array(fc.record({ turn: fc.nat(10 ** 6), renamed: often(false, fc.constant(true)) }), {
    minLength: 1,
    maxLength: 3,
    size: "max",
  }),
});

const entity = fc.record({
  kind: fc.constantFrom(...KINDS),
  start: moment,
  recent: often<number | undefined>(undefined, recently),
  home: place,
  tellings: fc.oneof(
    { weight: 1, arbitrary: fc.tuple(telling) },
    { weight: 4, arbitrary: fc.array(telling, { minLength: 1, maxLength: 7, size: "max" }) },
  ),
});

/** Events in the order of sending, entities of every kind among one another. */
export function history(options: HistoryOptions): fc.Arbitrary<CloudEvent[]> {
  return ofLength(1, options);
}

/** The history of a seed: the same each time, with exactly so many entities. About 7 events per entity. */
export function sample(seed: number, options: HistoryOptions): CloudEvent[] {
  return fc.sample(ofLength(options.entities, options), { seed, numRuns: 1 })[0] ?? [];
}

function ofLength(minLength: number, options: HistoryOptions): fc.Arbitrary<CloudEvent[]> {
  // Without bias: small numbers only would put all events side by side.
  return fc
    .noBias(fc.array(entity, { minLength, maxLength: options.entities, size: "max" }))
    .map((entities) => {
      const events = entities
        .flatMap((life, nth) => eventsOf(life, nth, Math.ceil(entities.length / 2), options))
        .sort((a, b) => a.turn - b.turn)
        .map(({ event }) => event);
      return options.imposters ? events : withoutImposters(events);
    });
}

function eventsOf(life: Of<typeof entity>, nth: number, names: number, options: HistoryOptions) {
  const { prefix = "", sources = SOURCES, now = Number.POSITIVE_INFINITY } = options;
  const start =
    options.now === undefined || life.recent === undefined ? life.start : options.now - life.recent;
  const deeds = DEEDS[life.kind];
  // Fewer names than lives: a name stands for one of each kind, and now and then two lives make one entity.
  const name = `${prefix}${nth % names}`;
  return life.tellings.flatMap((told, position) => {
    const deed = pick(deeds, told.deed);
    const opens = deed === deeds[0];
    const at = Math.min(now, start + (opens && !told.astray ? 0 : told.delay));
    // After the event's own time by the tolerance at most.
    const cohort = told.carried === null ? undefined : Math.min(at + 5 * MINUTE, start + told.carried);
    const words: Words = {
      ...(told.elsewhere ?? life.home),
      name,
      cohort: cohort === undefined ? undefined : spell(cohort, told.spelling % 3),
      satang: told.satang[0],
      moved: told.satang[1] ?? undefined,
      cashedOut: told.satang[2] ?? undefined,
      step: told.step,
      reason: told.reason,
      people: told.people,
    };
    const data = { ...dataOf(deed, words), ...(told.revision !== undefined && { revision: told.revision }) };
    return told.sendings.map(({ turn, renamed }, sending) => ({
      turn,
      event: {
        specversion: "1.0" as const,
        id: renamed ? `again-${sending}-${nth}-${position}` : (told.id ?? `${nth}-${position}`),
        source: pick(sources, told.source),
        type: `th.aoc1441.${deed}` as const,
        // The same again may be written in another way.
        time: spell(at, (told.spelling + (sending % 2)) % 5),
        data: sending % 2 === 0 ? data : (Object.fromEntries(Object.entries(data).reverse()) as typeof data),
      },
    }));
  });
}

function pick<T>(choices: readonly T[], nth: number): T {
  const chosen = choices[nth % choices.length];
  if (chosen === undefined) throw new Error("Nothing to choose from");
  return chosen;
}

/** Keeps an event, and copies of it; not another one with its identity. */
function withoutImposters(events: CloudEvent[]): CloudEvent[] {
  const first = new Map<string | undefined, string>();
  return events.filter((event) => {
    const identity = identityOf(event);
    const content = contentOf(event);
    if (!first.has(identity)) first.set(identity, content);
    return first.get(identity) === content;
  });
}
