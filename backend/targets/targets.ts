import { dayOf, startOf, startOfDay, startOfMinute } from "#calendar/days.ts";
import { MINUTE } from "#calendar/units.ts";
import { EVERYTHING, extentOf, type RequireWithin, type Scope } from "#wire/access.ts";
import type { FigureRow, FigureState, MissingSources, Reading } from "#wire/figures.ts";
import type { OfVersion } from "#wire/schema.ts";
import type { Pace, PaceInFull, Target, TargetVersion } from "#wire/targets.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault, requireRoom, requireVersion } from "../kit/fault.ts";
import { remember } from "../kit/remember.ts";
import type { Run, Store } from "../store/store.ts";
import { requireRoomFor, saysSo } from "../store/versions.ts";
import { courseOf } from "./course.ts";
import { type Expected, readExpected } from "./expected.ts";
import { faultsOf } from "./faults.ts";
import { inForce } from "./inForce.ts";
import { isWithin } from "./inScope.ts";
import { measureOf } from "./measure.ts";
import { lastDaysOf, paceOf } from "./pace.ts";
import { addTarget, listTargets, lockTargets } from "./queries.ts";
import { type Ask, readKnown, wantedOf } from "./read.ts";

export interface Targets {
  /** All versions of all targets. Not to be called while a reading runs: it has the connection. */
  versions(): Promise<readonly TargetVersion[]>;
  /**
   * Where each target stands that a scope may know, as of the reading.
   * @param from those that are followed; of others nothing is read
   * @param isRemembered what was read of past days may be taken from an earlier reading: the reading must be of everything,
   *   as of now
   */
  pace(
    reading: Reading,
    from: readonly TargetVersion[],
    how?: { scope?: Scope; isRemembered?: boolean },
  ): Promise<Pace[]>;
  /** One of them with its days; null: its figure is none any more. */
  inFull(reading: Reading, version: TargetVersion): Promise<PaceInFull | null>;
  /**
   * Where each of these versions stood that a scope may know, when its last day before a moment was over: of a moment to
   * come the last one before today. By what is known as of the reading.
   */
  stood(reading: Reading, of: readonly TargetVersion[], before: number, scope: Scope): Promise<Stood[]>;
  /** How many cases the day will have. The reading must be of everything, as of now: what was read of past days is remembered. */
  expected(reading: Reading): Promise<Expected>;
  /**
   * A new version, in force from `from` on (null: from now on); the newest, if it says the same already. Throws
   * `bad-request`, `changed-meanwhile`.
   */
  change(
    id: string,
    changed: Target & OfVersion,
    from: number | null,
    doer: Doer,
    within: RequireWithin,
  ): Promise<TargetVersion>;
  /** Cells were changed by a commit: minutes by kind; null: something unknown. */
  changed(changed: ReadonlyMap<string, readonly number[]> | null): void;
  /** Another backend changed a target. */
  forget(): void;
}

/** A target when a day was over: nothing of a running day is in it. */
export interface Stood {
  pace: Pace;
  /** The days of its value, epoch ms; `until` is not part. */
  days: { from: number; until: number };
  /** Its value is so much a day. */
  isPerDay: boolean;
  /** The state of the value's days. */
  state: FigureState;
  missing?: MissingSources;
}

/** What is read of past days is kept for so long at most, though nobody said that it changed. */
const PAST_MS = 5 * MINUTE;
/** After a past day has changed its kind is not remembered for so long: a reading may have begun before the change. */
const UNSURE_MS = MINUTE;
/** Each that is followed is read for the page and the walls. */
const MOST = 300;

/** What is aimed at, and where it will land: the one place where that is judged. */
export function openTargets(deps: {
  store: Store;
  clock: Clock;
  codes: readonly { kind: string; code: string }[];
  isHoliday: (day: number) => boolean;
  onChanged: () => void;
}): Targets {
  const { store, clock } = deps;
  const { known, forget } = remember(clock, () => listTargets(store.run));
  /** Answers about past days, by question: of these days a year by the hour is read once, not each second. */
  const past = new Map<string, { rows: Promise<FigureRow[]>; until: number; kind: string; before: number }>();
  /** By kind of cells (`all`: any), until when nothing is remembered, in ticks. */
  const unsure = new Map<string, number>();

  function rememberedBy(ask: Ask): Ask {
    return (question) => {
      const key = JSON.stringify(question);
      const ticks = clock.ticks();
      for (const [each, { until }] of past) if (until <= ticks) past.delete(each);
      const had = past.get(key);
      if (had) return had.rows;
      const rows = ask(question);
      const kind = question.metrics[0]!.split(".")[0]!;
      if ([kind, "all"].some((each) => (unsure.get(each) ?? 0) > ticks)) return rows;
      past.set(key, { rows, until: ticks + PAST_MS, kind, before: question.until });
      rows.catch(() => past.delete(key));
      return rows;
    };
  }

  /** Null: nothing is measured by that name any more. */
  async function judge({ ask, now: at }: Reading, past: Ask, version: TargetVersion) {
    const { isHoliday } = deps;
    const measure = measureOf(version.target.metric);
    if (!measure) return null;
    const wanted = wantedOf(measure, version.target.slice);
    const figures = await readKnown(wanted, version.target, at, { ask, past, isHoliday });
    return {
      measure,
      figures,
      pace: paceOf(version, measure, figures, { today: dayOf(at), asOf: at, isHoliday }),
    };
  }

  return {
    versions: known,
    async pace(reading, from, { scope = EVERYTHING, isRemembered = false } = {}) {
      const past = isRemembered ? rememberedBy(reading.ask) : reading.ask;
      const told = inForce(from, reading.now).filter(({ target: { slice } }) => isWithin(slice, scope));
      const found = await Promise.all(told.map((version) => judge(reading, past, version)));
      return found.flatMap((each) => (each ? [each.pace] : []));
    },
    async inFull(reading, version) {
      const found = await judge(reading, reading.ask, version);
      if (!found) return null;
      const { pace, measure, figures } = found;
      const on = { today: dayOf(reading.now), isHoliday: deps.isHoliday };
      return { ...pace, course: courseOf(version.target, measure, figures, on) };
    },
    async stood({ ask, now }, of, before, scope) {
      const { isHoliday } = deps;
      const day = dayOf(Math.min(now, before));
      const at = startOf(day);
      const told = of.filter(({ target: { slice } }) => isWithin(slice, scope));
      const found = await Promise.all(
        told.map(async (version): Promise<Stood[]> => {
          const { target } = version;
          const measure = measureOf(target.metric);
          if (!measure) return [];
          const wanted = wantedOf(measure, target.slice);
          const last = lastDaysOf(target, day);
          const days = { from: startOf(last.from), until: startOf(last.until) };
          const [figures, [row]] = await Promise.all([
            readKnown(wanted, target, at, { ask, past: ask, isHoliday, isOver: true }),
            ask({ metrics: [target.metric], ...days, step: "total", only: wanted.only }),
          ]);
          const pace = paceOf(version, measure, figures, { today: day, asOf: at, isHoliday });
          return [
            {
              pace,
              days,
              isPerDay: measure.taken === "sum",
              state: row?.state ?? "no-data",
              ...(row?.missing ? { missing: row.missing } : {}),
            },
          ];
        }),
      );
      return found.flat();
    },
    expected({ ask, now }) {
      return readExpected(now, { ask, past: rememberedBy(ask), isHoliday: deps.isHoliday });
    },
    async change(id, { version: of, ...target }, asked, doer, within) {
      const done = await store.transaction(async (run) => {
        const now = clock.now();
        const from = asked ?? now;
        const wrong = faultsOf(target, deps.codes);
        if (from < startOfMinute(now))
          wrong.push("from: must not lie in the past: what was judged keeps the version that was in force");
        if (wrong.length > 0) throw new Fault("bad-request", wrong.join("; "));
        return writeChange(run, { id, from, by: doer.by.name, target }, { of, doer, now, within });
      });
      forget();
      deps.onChanged();
      return done;
    },
    changed(changed) {
      const today = startOfDay(clock.now());
      const until = clock.ticks() + UNSURE_MS;
      if (changed === null) {
        past.clear();
        unsure.set("all", until);
      }
      for (const [kind, minutes] of changed ?? [])
        if (minutes.some((minute) => minute < today)) unsure.set(kind, until);
      for (const [key, { kind, before }] of past)
        if (changed?.get(kind)?.some((minute) => minute < before && minute < today)) past.delete(key);
    },
    forget,
  };
}

async function writeChange(
  run: Run,
  made: Omit<TargetVersion, "version">,
  { of, doer, now, within }: { of: number | undefined; doer: Doer; now: number; within: RequireWithin },
): Promise<TargetVersion> {
  await lockTargets(run);
  const all = await listTargets(run);
  const versions = all.filter(({ id }) => id === made.id);
  if (versions.length === 0) requireRoom(new Set(all.map(({ id }) => id)).size, MOST, "targets");
  within(versions.map(({ target }) => extentOf(target.slice)));
  const before = versions.at(-1);
  requireVersion(`the target ${made.id}`, of, before?.version ?? 0);
  if (before && saysSo({ ...before, says: before.target }, versions, { ...made, says: made.target }))
    return before;
  requireRoomFor(made, all, now, "targets");
  const version = await addTarget(run, made);
  const states = {
    ...(before ? { before: before.target } : {}),
    after: { version, from: made.from, ...made.target },
  };
  const what = { kind: "target", id: made.id };
  await writeAudit(run, { ...doer, deed: "target.changed", of: what, ...states }, now);
  return { ...made, version };
}
