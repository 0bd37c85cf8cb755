import { dayOf, startOf } from "#calendar/days.ts";
import { periodOf } from "#calendar/periods.ts";
import { MINUTE } from "#calendar/units.ts";
import type { Exclusion, ObjectiveVersion, PastRange } from "#wire/sla.ts";
import { NEVER, since } from "./decided.ts";
import type { Ledger } from "./ledger.ts";

/** Which version was in force from when to when; null: none was. */
export function stretchesOf(versions: readonly ObjectiveVersion[], { from, until }: PastRange) {
  const turns = [...new Set([from, ...versions.map((version) => version.from)])]
    .filter((at) => at >= from && at < until)
    .sort((a, b) => a - b);
  return turns.map((at, place) => ({
    version: versions.reduce<ObjectiveVersion | null>(
      (last, each) => (each.from <= at && (!last || each.from >= last.from) ? each : last),
      null,
    ),
    from: at,
    until: turns[place + 1] ?? until,
  }));
}

/** From which minute on, and until which, what began at a time lies in the window. */
export interface Span {
  from: number;
  until: number;
  /** It leaves the window then; else all of it does, at once. */
  ends: number;
}

export function windowsOf({ objective: { window } }: ObjectiveVersion): (began: number) => Span {
  if (window.kind === "rolling") {
    const { minutes } = window;
    return (began) => {
      const minute = Math.floor(began / MINUTE);
      // The running minute is not in it.
      return { from: minute + 1, until: minute + minutes + 1, ends: minute + minutes + 1 };
    };
  }
  const untils = new Map<number, number>();
  return (began) => {
    const day = dayOf(began);
    const until = untils.get(day) ?? startOf(periodOf(window.kind, day).until) / MINUTE;
    untils.set(day, until);
    return { from: since(began), until, ends: NEVER };
  };
}

/** When the first window begins at that time or later. */
function nextStart({ objective: { window } }: ObjectiveVersion, at: number): number {
  if (window.kind === "rolling") return NEVER;
  const { from, until } = periodOf(window.kind, dayOf(at));
  return startOf(from) === at ? at : startOf(until);
}

/** Turns the ledgers of a stretch minute by minute; where a window of the objective begins, that of the window is emptied. */
export function turnsOfWindow(
  version: ObjectiveVersion | null,
  from: number,
  ofWindow: Ledger,
  ...more: Ledger[]
) {
  const ledgers = [...more, ofWindow];
  let startsAt = version ? nextStart(version, from) : NEVER;
  return (minute: number, touched: Set<number>, all: Iterable<number>) => {
    const at = (ofWindow.first + minute) * MINUTE;
    if (version && at === startsAt) {
      ofWindow.clear();
      for (const slice of all) touched.add(slice);
      startsAt = nextStart(version, at + 1);
    }
    for (const ledger of ledgers) ledger.turn(minute, touched);
  };
}

/** Is a case left out? What is left out of everything is of each bank too; what is of one bank, of the whole too. */
export function outOf(exclusions: readonly Exclusion[], by: string) {
  return (slice: ReadonlyMap<string, string>, began: number) =>
    exclusions.some(
      ({ slice: { by: dimension, of }, from, until }) =>
        from <= began &&
        began < until &&
        (dimension === "all" ||
          ((by === "all" || by === dimension) && of !== null && slice.get(dimension) === of)),
    );
}
