import { readDate, startOf } from "#calendar/days.ts";
import { DAY } from "#calendar/units.ts";
import type {
  Aim,
  Definition,
  Document,
  ObjectivesBlock,
  ReportFigure,
  TargetsBlock,
} from "#wire/reports.ts";
import type { Judgement } from "#wire/sla.ts";
import type { PaceReason, PaceState } from "#wire/targets.ts";
import { longDate } from "#writing/dates.ts";
import { MONEY_UNITS } from "#writing/money.ts";
import { count } from "#writing/numbers.ts";
import { numberOf, type Pen, penOf } from "#writing/pen.ts";
import { countsText, percentOf, shareText } from "#writing/shares.ts";
import { canonical } from "./canonical.ts";
import { signed } from "./values.ts";
import type { ReportWords } from "./words.ts";
import type { Writing } from "./writing.ts";

/** A table as texts: its head and its rows. */
export interface Texts {
  head: string[];
  rows: string[][];
  /** What stands below it, a sentence each. */
  lines: string[];
}

/** The aim that a figure of an objective or target is of. */
export const aimOfJudged = (
  { aims = [] }: Pick<Document, "aims">,
  { judged }: Pick<ReportFigure, "judged">,
): Aim | null => (judged && aims.find(({ by, id }) => by === judged.by && id === judged.id)) ?? null;

/** What a figure of the whole period is compared with; null: nothing. */
export function aimOf(
  { from, until, aims = [] }: Pick<Document, "from" | "until" | "aims">,
  figure: ReportFigure,
): Aim | null {
  if (figure.judged || figure.from !== from || figure.until !== until) return null;
  const [dimension, ...others] = Object.keys(figure.slice);
  const own = canonical(figure.slice);
  const isEach = ({ slice, each }: Aim) =>
    others.length === 0 && dimension !== undefined && each.includes(dimension) && canonical(slice) === "{}";
  return (
    aims.find((aim) => aim.metric === figure.metric && (canonical(aim.slice) === own || isEach(aim))) ?? null
  );
}

/** Writes the numbers of an aim: money of all its figures in one unit. */
interface Hand {
  pen: Pen;
  unit: string;
}

function handOf({ metric, isPerDay }: Aim, unit: Definition["unit"], value: number, writing: Writing): Hand {
  const { words, lang } = writing;
  const pen = penOf(unit === "seconds" ? "minutes" : unit, value);
  if (unit === "satang") {
    const money = MONEY_UNITS[lang].whole[pen.money];
    return { pen, unit: isPerDay ? words.perDayOf(money) : money };
  }
  if (unit !== "count") return { pen, unit: words.units[unit] };
  const cases = words.cases.get(metric.split(".")[0]!) ?? "";
  return { pen, unit: isPerDay ? words.perDayOf(cases) : cases };
}

/** ≥ 95 %: what a figure should be. */
function levelText({ better, level, by }: Aim, { pen, unit }: Hand): string {
  if (!level) return "";
  const sign = better === "up" ? "≥" : "≤";
  // A promise is written as it was made; of a path as many figures as of its value.
  const text =
    by === "objective" ? percentOf({ p: Number(level.p), q: Number(level.q) }) : pen.value(numberOf(level));
  return `${sign} ${text} ${unit}`;
}

/** A figure beside what it should be: `≥ 95 % (+0.8 points)`; of a sum so much a day. Empty: it has no aim. */
export function comparedWithAim(figure: ReportFigure, known: Definition, writing: Writing): string {
  const { document, words } = writing;
  const aim = aimOf(document, figure);
  if (!aim?.level) return "";
  const from = Math.max(figure.from, document.begins ?? figure.from);
  const days = aim.isPerDay ? (figure.until - from) / DAY : 1;
  const isOver = figure.state !== "open" && figure.state !== "no-data" && figure.value !== null;
  const value = Number(figure.value ?? 0) / days;
  const hand = handOf(aim, known.unit, isOver ? value : numberOf(aim.level), writing);
  const text = `${aim.by === "target" ? `${words.byPath} ` : ""}${levelText(aim, hand)}`;
  if (!isOver) return text;
  const apart = value - numberOf(aim.level);
  const difference =
    known.unit === "share"
      ? `${signed(apart * 100)} ${words.points}`
      : aim.isPerDay
        ? words.wasPerDay(hand.pen.value(value))
        : `${signed(apart)} ${hand.unit}`;
  return `${text} (${difference})`;
}

/** The aim of a table's column, of which each row is judged by it; empty: it has none. */
export function columnAim(metric: string, by: string, known: Definition, writing: Writing): string {
  const aim = (writing.document.aims ?? []).find((each) => each.metric === metric && each.each.includes(by));
  return aim?.level ? levelText(aim, handOf(aim, known.unit, numberOf(aim.level), writing)) : "";
}

const keptIn = ({ numerator = 0, denominator = 0 }: ReportFigure, { better }: Aim) => ({
  numerator: String(better === "up" ? numerator : BigInt(denominator) - BigInt(numerator)),
  denominator: String(denominator),
});

export function objectivesTexts({ rows }: ObjectivesBlock, writing: Writing): Texts {
  const { document, words, figure, definition, lang } = writing;
  const told = words.objectives;
  return {
    head: [told.name, told.result, told.target, told.missed, told.pending, told.state],
    rows: rows.map(({ figure: place, verdict, missed, allowed }) => {
      const its = figure(place);
      const aim = aimOfJudged(document, its)!;
      const kept = keptIn(its, aim);
      const misses = aim.better === "down";
      const mark = its.state === "settled" ? "" : " *";
      const share = shareText(kept, misses);
      const counts = `${share ? `${share} % ` : ""}(${countsText(kept, misses)})${mark}`;
      return [
        `${aim[lang]} (${words.version(aim.version)})`,
        verdict === "no-data" ? words.states["no-data"] : counts,
        levelText(aim, handOf(aim, definition(its).unit, 0, writing)),
        `${count(missed)} / ${count(allowed)}`,
        its.pending ? count(its.pending) : words.none,
        told.verdicts[verdict],
      ];
    }),
    lines:
      rows.length === 0
        ? [told.none]
        : rows
            .filter(({ isExcluding }) => isExcluding)
            .map(({ figure: place }) => told.excluding(aimOfJudged(document, figure(place))![lang])),
  };
}

export function targetsTexts({ rows }: TargetsBlock, writing: Writing): Texts {
  const { document, words, figure, definition, lang } = writing;
  const dayText = (date: string | undefined) => (date ? longDate(startOf(readDate(date)!), lang) : "");
  const told = words.targets;
  const texts = rows.map((row) => {
    const [value, planned, low, landing, high] = [row.value, row.planned, row.low, row.landing, row.high].map(
      (place) => figure(place),
    ) as [ReportFigure, ReportFigure, ReportFigure, ReportFigure, ReportFigure];
    const aim = aimOfJudged(document, value)!;
    const goal = aim.goal && numberOf(aim.goal);
    const known = [value.value, planned.value, goal].find((each) => each !== null);
    const hand = handOf(aim, definition(value).unit, Number(known ?? 0), writing);
    const write = (number: number | string | null) =>
      number === null ? words.none : `${hand.pen.value(Number(number))} ${hand.unit}`;
    // As fine as a value: else a band that just misses the goal would look as if it reached it.
    const [from, to] = [low, high].map(({ value: end }) => hand.pen.value(Number(end ?? 0)));
    const band = landing.value === null ? words.none : `${from === to ? from : `${from}–${to}`} ${hand.unit}`;
    const mark = value.state === "settled" ? "" : " *";
    const due = dayText(aim.due);
    const why = told.why[row.why]({
      band,
      value: write(value.value),
      due,
      start: dayText(aim.start),
      good: told.good[aim.better],
      days: row.days,
    });
    return {
      cells: [
        `${aim[lang]} (${words.version(aim.version)})`,
        value.state === "no-data" ? words.states["no-data"] : `${write(value.value)}${mark}`,
        ...[
          write(planned.value),
          band,
          write(goal),
          due,
          verdictText({ verdict: row.state, why: row.why }, words),
        ],
      ],
      line: `${aim[lang]}: ${why}`,
    };
  });
  return {
    head: [told.name, told.value, told.planned, told.landing, told.goal, told.due, told.state],
    rows: texts.map(({ cells }) => cells),
    lines: texts.length === 0 ? [told.none] : [...texts.map(({ line }) => line), told.note],
  };
}

/** What became of it, in a word; empty: it is not judged here. */
export function verdictText({ verdict, why }: Pick<AimRow, "verdict" | "why">, words: ReportWords): string {
  const { objectives, targets } = words;
  if (verdict === null) return "";
  if (why === "reached" || why === "missed") return targets.ended[why];
  return verdict in targets.states
    ? targets.states[verdict as PaceState]
    : objectives.verdicts[verdict as Judgement];
}

/** What a figure is of, where it is of an objective or target: its name, and which of its figures. */
export function judgedName(
  { judged }: Pick<ReportFigure, "judged">,
  { document, words, lang }: Writing,
): string[] {
  if (!judged) return [];
  const name = aimOfJudged(document, { judged })?.[lang] ?? judged.id;
  return [`${name} (${words.parts[judged.part]})`];
}

/** What a file says of a figure's aim, in a line. */
export interface AimRow {
  aim: Aim;
  /** Of an objective or target: which of its figures; null: a figure that is compared with it. */
  part: NonNullable<ReportFigure["judged"]>["part"] | null;
  /** In the unit of the metric. */
  target: number | null;
  missed: string | null;
  verdict: Judgement | PaceState | null;
  why: PaceReason | null;
}

type Found = Pick<AimRow, "missed" | "verdict" | "why">;

/** By the places of the figures that are judged. */
export function verdictsIn({ blocks }: Document["sections"][number]): ReadonlyMap<number, Found> {
  const found = new Map<number, Found>();
  for (const block of blocks) {
    if (block.kind === "objectives")
      for (const { figure, verdict, missed } of block.rows) found.set(figure, { verdict, missed, why: null });
    if (block.kind === "targets")
      for (const { value, state, why } of block.rows) found.set(value, { verdict: state, missed: null, why });
  }
  return found;
}

export function aimRowOf(
  document: Document,
  figure: ReportFigure,
  verdict: Found | undefined,
): AimRow | null {
  const aim = aimOfJudged(document, figure) ?? aimOf(document, figure);
  if (!aim) return null;
  const target = figure.judged ? aim.goal : aim.level;
  return {
    aim,
    part: figure.judged?.part ?? null,
    target: target && numberOf(target),
    ...(verdict ?? { missed: null, verdict: null, why: null }),
  };
}
