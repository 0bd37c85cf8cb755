import { startOfMinute } from "#calendar/days.ts";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { FigureRow, Question } from "#wire/figures.ts";
import type { Dimension, Exclusion, ObjectiveVersion, Verdict } from "#wire/sla.ts";
import { leftOut, lessOut, type Out } from "./exclude.ts";
import type { Counted } from "./judge.ts";
import { type Promised, promisedOf } from "./promisedFigures.ts";
import { type Answers, type Asked, countedOf, questionsOf } from "./questions.ts";
import { verdictOf } from "./verdict.ts";
import { clipped, lastRest, type Range, windowOf } from "./window.ts";

/** How many cases the running day will have in all, by kind of cells. Null: the forecast is no better than last week. */
export type Expected = ReadonlyMap<string, bigint | null>;

/** What must be asked, and what is judged from the answers, in the same order. */
export interface Plan<T = Verdict> {
  questions: Question[];
  /** @param expected of the day that is judged; absent: what came in the rest of it a week ago is expected */
  judge(answers: readonly (readonly FigureRow[])[], expected?: Expected): T[];
}

/** The cases of a range, and those of them that exclusions leave out. */
interface Part {
  asked: Asked;
  out: Out[];
}

/** An objective and dimension, with all that is asked for it. */
interface Piece {
  version: ObjectiveVersion;
  window: Range;
  main: Part;
  rest: Asked | null;
  burn: { long: Part; short: Part }[];
  /** Null: it is not asked for, or it is the window itself. */
  month: Part | null;
  lastHour: Part | null;
}

/**
 * Everything to judge at a moment, as questions to one reading of the figures.
 * @param versions those in force
 * @param by only these dimensions; absent: all of each objective
 * @param window judged over it; absent: over the window of each objective that the moment lies in
 * @param isBare without burn and, unless `isBudget`, without what is still to come
 * @param isDetailed with the month and the last hour, which are shown and judge nothing
 */
export function planOf(
  { versions, exclusions }: { versions: readonly ObjectiveVersion[]; exclusions: readonly Exclusion[] },
  at: number,
  {
    by,
    window,
    isBare = false,
    isBudget = !isBare,
    isDetailed = false,
  }: {
    by?: readonly Dimension[];
    window?: Range;
    isBare?: boolean;
    isBudget?: boolean;
    isDetailed?: boolean;
  } = {},
): Plan {
  const pieces = versions.flatMap((version) => {
    const promised = promisedOf(version.objective.metric);
    if (!promised || !version.objective.enabled) return [];
    return version.objective.by
      .filter((dimension) => by?.includes(dimension) ?? true)
      .map((dimension) => {
        const over = window ?? windowOf(version.objective.window, at);
        const piece = pieceOf(version, promised, dimension, exclusions, { at, window: over });
        return {
          ...piece,
          ...(isBudget ? {} : { rest: null }),
          ...(isBare ? { burn: [] } : {}),
          ...(isDetailed ? {} : { month: null, lastHour: null }),
        };
      });
  });
  const questions = questionsOf(pieces.flatMap(askedOf));
  return {
    questions: [...questions.values()],
    judge(rows, expected) {
      const answers: Answers = new Map([...questions.keys()].map((key, index) => [key, rows[index]!]));
      return pieces.flatMap((piece) => verdictsOf(piece, answers, at, expected));
    },
  };
}

const askedOf = ({ main, rest, burn, month, lastHour }: Piece) => [
  ...(rest ? [rest] : []),
  ...[main, month, lastHour, ...burn.flatMap(({ long, short }) => [long, short])].flatMap((part) =>
    part ? [part.asked, ...part.out.map(({ asked }) => asked)] : [],
  ),
];

function pieceOf(
  version: ObjectiveVersion,
  promised: Promised,
  by: Dimension,
  exclusions: readonly Exclusion[],
  { at, window }: { at: number; window: Range },
): Piece {
  const { objective } = version;
  const rest = lastRest(objective.window, window, at);
  const own = exclusions.filter((each) => each.objective === version.id && each.endedAt === null);
  // Of those whose time is over: a younger case has missed nothing yet.
  const until = startOfMinute(at - promised.withinMs);
  const partOf = (range: Range): Part => ({
    asked: { promised, by, ...range },
    out: leftOut(own, promised, by, range),
  });
  const last = (minutes: number) => partOf({ from: until - minutes * MINUTE, until });
  const [lastHour] = clipped([{ from: until - HOUR, until }], window);
  return {
    version,
    window,
    main: partOf(window),
    rest: rest && { promised, by, ...rest },
    burn: objective.burn.map(({ longMinutes, shortMinutes }) => ({
      long: last(longMinutes),
      short: last(shortMinutes),
    })),
    month: objective.window.kind === "month" ? null : partOf(windowOf({ kind: "month" }, at)),
    lastHour: lastHour ? partOf(lastHour) : null,
  };
}

function verdictsOf(
  { version, window, ...piece }: Piece,
  answers: Answers,
  at: number,
  expected: Expected | undefined,
): Verdict[] {
  const { promised, by } = piece.main.asked;
  /** Of the whole alone: no forecast of a bank or queue has been tested. */
  const total =
    by === "all" && version.objective.window.kind === "day" ? expected?.get(promised.cells) : undefined;
  const outs = outsOf(answers, piece.main);
  const coming = piece.rest && countedOf(answers, piece.rest);
  const burns = piece.burn.map(({ long, short }) => ({
    long: netOf(answers, long),
    short: netOf(answers, short),
  }));
  const [month, lastHour] = [piece.month, piece.lastHour].map((part) => part && netOf(answers, part));
  return [...countedOf(answers, piece.main.asked)].map(([value, all]) => {
    const rest = coming?.get(value);
    return verdictOf({
      version,
      window,
      at,
      all,
      slice: { by: piece.main.asked.by, of: value },
      out: outs(value),
      lastWeek: !rest || rest.state === "no-data" ? null : rest.of,
      total,
      burn: burns.map(({ long, short }) => ({ long: long(value), short: short(value) })),
      month: month?.(value),
      lastHour: lastHour?.(value),
    });
  });
}

/** What is left out of the cases of a value; undefined: nothing came then. */
function outsOf(answers: Answers, { out }: Part): (value: string | null) => (Counted | undefined)[] {
  const outs = out.map(({ asked, of }) => ({ of, counted: countedOf(answers, asked) }));
  return (value) =>
    outs
      .filter(({ of }) => of === undefined || value === null || of === value)
      .map(({ of, counted }) => counted.get(of === undefined ? value : null));
}

/** The cases of a value without what is left out; undefined: nothing came. */
function netOf(answers: Answers, part: Part): (value: string | null) => Counted | undefined {
  const [counted, outs] = [countedOf(answers, part.asked), outsOf(answers, part)];
  return (value) => {
    const all = counted.get(value);
    return all && lessOut(all, outs(value));
  };
}
