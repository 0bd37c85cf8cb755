import { DAY, HOUR } from "#calendar/units.ts";
import type { FigureRow } from "#wire/figures.ts";
import type { Ratio } from "#wire/sla.ts";
import { hhmm, shortDay } from "#writing/dates.ts";
import type { Lang } from "#writing/lang.ts";
import { edgeOf, type Limits, marksOf, type Noted } from "#writing/marks.ts";
import { count } from "#writing/numbers.ts";
import { percentOf } from "#writing/shares.ts";
import type { BarsDrawn, Drawn } from "./lines.ts";
import { axisText, panelOf, ticksOf } from "./panel.ts";
import { isFew, type Measure, valueText } from "./values.ts";

/** A figure with its words as one picture, for where no page can be. Places are shares of the plot's width, from 0 to 1. */
export interface Picture {
  title: string;
  /** What is said of it below the title, in pieces that are not broken. */
  said: readonly string[];
  drawn: Drawn;
  bars: BarsDrawn | null;
  /** Beside the top, the middle and the foot of the plot. */
  axis: readonly [top: string, middle: string, foot: string];
  /** Beside the top of the bars. */
  most: string;
  times: readonly { at: number; text: string }[];
  /** What each thing that is drawn is called; null: it is not there. */
  names: { line: string; target: string | null; whole: string; missed: string | null };
  notes: readonly { from: number; until: number; text: string }[];
}

export interface NamedMeasure extends Measure {
  th: string;
  en: string;
}

/** A figure over a window. */
export interface Pictured {
  metric: NamedMeasure;
  only: Limits;
  from: number;
  until: number;
  step: "hour" | "day";
  /** What the figure is to reach, or with `good: "low"` not to pass; null: nothing is promised of it now. */
  target: Ratio | null;
}

/** What the figures say, all of one reading. */
export interface Answer {
  rows: readonly FigureRow[];
  /** The same window as one figure. */
  whole: FigureRow;
  asOf: number;
  isSimulated: boolean;
}

const WORDS = {
  th: {
    span: { hour: (length: number) => `${length} ชั่วโมงล่าสุด`, day: (length: number) => `${length} วันล่าสุด` },
    each: { hour: "รายชั่วโมง", day: "รายวัน" },
    of: (part: string, all: string) => `${part} จาก ${all} ราย`,
    few: (least: number) => `น้อยกว่า ${least} ราย ยังไม่เป็นร้อยละ`,
    least: (target: string) => `เป้า ${target} %`,
    most: (target: string) => `เป้าไม่เกิน ${target} %`,
    asOf: (day: string, time: string) => `ข้อมูล ณ ${day} ${time} น.`,
    hollow: "จุดโปร่ง: ยังนับไม่ครบหรือมีน้อยราย",
    provisional: "ตัวเลขชั่วคราว",
    missing: (names: string) => `ขาดข้อมูลจาก ${names}`,
    simulated: "ข้อมูลจำลอง",
    whole: "ทั้งหมด",
    missed: "ไม่ทัน หรือหลุด",
  },
  en: {
    span: {
      hour: (length: number) => `last ${length} hours`,
      day: (length: number) => `last ${length} days`,
    },
    each: { hour: "each hour", day: "each day" },
    of: (part: string, all: string) => `${part} of ${all}`,
    few: (least: number) => `fewer than ${least}: counts, not a share`,
    least: (target: string) => `objective ${target} %`,
    most: (target: string) => `objective at most ${target} %`,
    asOf: (day: string, time: string) => `as of ${day} ${time}`,
    hollow: "hollow: still running, or few",
    provisional: "provisional",
    missing: (names: string) => `without ${names}`,
    simulated: "simulated",
    whole: "all",
    missed: "late or lost",
  },
} satisfies Record<Lang, unknown>;

/** Annotations that are written out; each has its mark. */
const MOST_WRITTEN = 2;
const MOST_TICKS = 5;

/**
 * The picture, and the same in words; null: there is nothing in it. Mails and pages draw it by the same options.
 * @param where what it is of; empty: of the whole
 */
export function pictureOf(
  { metric, only, from, until, step, target }: Pictured,
  { rows, whole, asOf, isSimulated }: Answer,
  noted: readonly Noted[],
  where: string,
  lang: Lang,
): { picture: Picture; alt: string } | null {
  const words = WORDS[lang];
  const bucket = step === "day" ? DAY : HOUR;
  const buckets = (until - from) / bucket;
  const lines = rows.map(({ metric, at, slice, ...figure }) => ({ metric, at, slice, figure, before: null }));
  const { drawn, bars } = panelOf(
    lines,
    metric,
    { from, until, bucket, isCompared: false },
    () => "",
    target && (target.p / target.q) * 100,
  );
  if (!drawn.lines.some(({ points }) => points.some(({ y }) => y !== null))) return null;
  const title = where ? `${where} · ${metric[lang]}` : metric[lang];
  const counts = words.of(count(whole.numerator ?? 0), count(whole.denominator ?? 0));
  const value = isFew(whole, metric)
    ? `${counts} (${words.few(metric.minSample)})`
    : `${valueText(whole, metric)} % (${counts})`;
  const goal = target && (metric.good === "low" ? words.most : words.least)(percentOf(target));
  const said = [
    `${words.span[step](buckets)}: ${value}`,
    ...(goal ? [goal] : []),
    words.asOf(shortDay(asOf, lang), hhmm(asOf)),
    ...(whole.missing ? [words.missing(whole.missing.sources.join(" "))] : []),
    ...(rows.some(({ state }) => state === "provisional") ? [words.provisional] : []),
    ...(drawn.lines.some(({ points }) => points.some(({ y, isFull }) => y !== null && !isFull))
      ? [words.hollow]
      : []),
    ...(isSimulated ? [words.simulated] : []),
  ];
  const { floor, ceiling } = drawn;
  const timeOf = (at: number) => (step === "day" ? shortDay(at, lang) : hhmm(at));
  const marks = marksOf(noted, { from, until }, only).slice(-MOST_WRITTEN);
  const picture: Picture = {
    title,
    said,
    drawn,
    bars,
    axis: [
      axisText(ceiling, metric.unit),
      axisText((ceiling + floor) / 2, metric.unit),
      axisText(floor, metric.unit),
    ],
    most: bars ? count(bars.ceiling) : "",
    times: ticksOf({ from, until }, MOST_TICKS).map((at) => ({
      at: (at - from) / (until - from),
      text: timeOf(at),
    })),
    names: {
      line: words.each[step],
      target: goal,
      whole: words.whole,
      missed: metric.good ? words.missed : null,
    },
    notes: marks.map((mark) => ({
      from: edgeOf(mark, buckets),
      until: mark.note.until === null ? edgeOf(mark, buckets) : mark.until,
      text: `${timeOf(mark.note.from)} ${mark.note.text}`,
    })),
  };
  return { picture, alt: [title, ...said].join(" · ") };
}
