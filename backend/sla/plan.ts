import { startOfMinute } from "#calendar/days.ts";
import { MINUTE } from "#calendar/units.ts";
import type { FigureRow, Question } from "#wire/figures.ts";
import type { Dimension, Exclusion, ObjectiveVersion, Verdict } from "#wire/sla.ts";
import { type Answers, type Asked, countedOf, questionsOf } from "./asked.ts";
import { leftOut, type Out } from "./exclude.ts";
import { type Promised, promisedOf } from "./promised.ts";
import { verdictOf } from "./verdict.ts";
import { lastRest, type Range, windowOf } from "./window.ts";

/** What must be asked, and what is judged from the answers, in the same order. */
export interface Plan {
  questions: Question[];
  judge(answers: readonly (readonly FigureRow[])[]): Verdict[];
}

/** An objective and dimension, with all that is asked for it. */
interface Piece {
  version: ObjectiveVersion;
  window: Range;
  main: Asked;
  rest: Asked | null;
  out: Out[];
  burn: { long: Asked; short: Asked }[];
}

/**
 * Everything to judge at a moment, as questions to one reading of the figures.
 * @param versions those in force
 * @param by only these dimensions; absent: all of each objective
 * @param isBare without forecast and burn
 */
export function planOf(
  { versions, exclusions }: { versions: readonly ObjectiveVersion[]; exclusions: readonly Exclusion[] },
  at: number,
  { by, isBare = false }: { by?: readonly Dimension[]; isBare?: boolean } = {},
): Plan {
  const pieces = versions.flatMap((version) => {
    const promised = promisedOf(version.objective.metric);
    if (!promised || !version.objective.enabled) return [];
    return version.objective.by
      .filter((dimension) => by?.includes(dimension) ?? true)
      .map((dimension) => {
        const piece = pieceOf(version, promised, dimension, exclusions, at);
        return isBare ? { ...piece, rest: null, burn: [] } : piece;
      });
  });
  const questions = questionsOf(pieces.flatMap(askedOf));
  return {
    questions: [...questions.values()],
    judge(rows) {
      const answers: Answers = new Map([...questions.keys()].map((key, index) => [key, rows[index]!]));
      return pieces.flatMap((piece) => verdictsOf(piece, answers, at));
    },
  };
}

const askedOf = ({ main, rest, out, burn }: Piece) => [
  main,
  ...(rest ? [rest] : []),
  ...out.map(({ asked }) => asked),
  ...burn.flatMap(({ long, short }) => [long, short]),
];

function pieceOf(
  version: ObjectiveVersion,
  promised: Promised,
  by: Dimension,
  exclusions: readonly Exclusion[],
  at: number,
): Piece {
  const { objective } = version;
  const window = windowOf(objective.window, at);
  const rest = lastRest(objective.window, window, at);
  const own = exclusions.filter((each) => each.objective === version.id && each.endedAt === null);
  // Of those whose time is over: a younger case has missed nothing yet.
  const until = startOfMinute(at - promised.withinMs);
  const last = (minutes: number): Asked => ({ promised, by, from: until - minutes * MINUTE, until });
  return {
    version,
    window,
    main: { promised, by, ...window },
    rest: rest && { promised, by, ...rest },
    out: leftOut(own, promised, by, window),
    burn: objective.burn.map(({ longMinutes, shortMinutes }) => ({
      long: last(longMinutes),
      short: last(shortMinutes),
    })),
  };
}

function verdictsOf({ version, window, ...piece }: Piece, answers: Answers, at: number): Verdict[] {
  const outs = piece.out.map((out) => ({ of: out.of, counted: countedOf(answers, out.asked) }));
  const coming = piece.rest && countedOf(answers, piece.rest);
  const burns = piece.burn.map(({ long, short }) => ({
    long: countedOf(answers, long),
    short: countedOf(answers, short),
  }));
  return [...countedOf(answers, piece.main)].map(([value, all]) => {
    const own = outs.filter(({ of }) => of === undefined || value === null || of === value);
    const rest = coming?.get(value);
    return verdictOf({
      ...{ version, window, at, all },
      slice: { by: piece.main.by, of: value },
      out: own.map(({ of, counted }) => counted.get(of === undefined ? value : null)),
      rest: !rest || rest.state === "no-data" ? null : rest.of,
      burn: burns.map(({ long, short }) => ({ long: long.get(value), short: short.get(value) })),
    });
  });
}
