import { dayOf, startOf, startOfHour } from "#calendar/days.ts";
import { DAY, HOUR } from "#calendar/units.ts";
import { axisText, panelOf, ticksOf } from "#charts/panel.ts";
import type { Picture } from "#charts/picture.ts";
import { isFew, type Measure, valueText } from "#charts/values.ts";
import type { RuleBody, Subject } from "#wire/alerts.ts";
import type { FigureRow } from "#wire/figures.ts";
import type { ObjectiveVersion, Ratio } from "#wire/sla.ts";
import { hhmm, shortDay } from "#writing/dates.ts";
import type { Lang } from "#writing/lang.ts";
import { edgeOf, type Limits, marksOf, type Noted } from "#writing/marks.ts";
import { count } from "#writing/numbers.ts";
import { mayMiss, percentOf } from "#writing/shares.ts";
import { type NameOf, place } from "../texts/title.ts";

/** What is told of a metric. */
export interface Metric extends Measure {
  cells: string;
  th: string;
  en: string;
}

/** The figure that an alert is about, over the time before it. */
export interface Asked {
  metric: Metric;
  subject: Subject;
  only: Limits;
  from: number;
  until: number;
  step: "hour" | "day";
  /** What the figure is to reach, or with `good: "low"` not to pass; null: nothing is promised of it now. */
  target: Ratio | null;
}

/** What single cases are late for. */
const METRICS: ReadonlyMap<string, string> = new Map([
  ["freeze-overdue", "freezes.sla_60m"],
  ["freeze-will-miss", "freezes.sla_60m"],
  ["complaint-overdue", "reports.complaint_72h_share"],
  ["complaint-will-miss", "reports.complaint_72h_share"],
  ["release-overdue", "freezes.release_4h_share"],
  ["release-will-miss", "freezes.release_4h_share"],
]);
/** Of what is counted in hours the last day is shown, of what takes days the last two weeks. */
const SPANS = { hour: 24, day: 14 } as const;

/**
 * The figure of an alert; null: it has no course that could be drawn, as of a source, a screen or the server.
 * @param objectives those that are in force
 */
export function askedOf(
  { body: { condition }, subject }: { body: Pick<RuleBody, "condition">; subject: Subject },
  objectives: readonly ObjectiveVersion[],
  metricOf: (id: string) => Metric | undefined,
  now: number,
): Asked | null {
  const promised =
    objectives.find(({ id }) => id === condition) ??
    objectives.find(({ objective }) => objective.metric === METRICS.get(condition));
  const metric = metricOf(promised?.objective.metric ?? METRICS.get(condition) ?? "");
  const { by, of } = subject;
  if (!metric || by === "source" || by === "screen" || by === "recipient" || by === "server") return null;
  const step = metric.cells === "reports" ? "day" : "hour";
  const until = step === "day" ? startOf(dayOf(now) + 1) : startOfHour(now) + HOUR;
  const target = promised?.objective.target ?? null;
  return {
    metric,
    subject,
    only: of === null ? {} : { [by]: [of] },
    from: until - SPANS[step] * (step === "day" ? DAY : HOUR),
    until,
    step,
    target: target && metric.good === "low" ? mayMiss(target) : target,
  };
}

/** The figure of an alert as of a moment, in epoch ms. Null: it has none. */
export type FigureOf = (
  about: { body: Pick<RuleBody, "condition">; subject: Subject },
  at: number,
) => Promise<Asked | null>;

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
    span: { hour: `${SPANS.hour} ชั่วโมงล่าสุด`, day: `${SPANS.day} วันล่าสุด` },
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
    span: { hour: `last ${SPANS.hour} hours`, day: `last ${SPANS.day} days` },
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

/** The picture, and the same in words; null: there is nothing in it. */
export function pictureOf(
  { metric, subject, only, from, until, step, target }: Asked,
  { rows, whole, asOf, isSimulated }: Answer,
  noted: readonly Noted[],
  nameOf: NameOf,
  lang: Lang,
): { picture: Picture; alt: string } | null {
  const words = WORDS[lang];
  const bucket = step === "day" ? DAY : HOUR;
  const lines = rows.map(({ metric, at, slice, ...figure }) => ({ metric, at, slice, figure, before: null }));
  const { drawn, bars } = panelOf(
    lines,
    metric,
    { from, until, bucket, isCompared: false },
    () => "",
    target && (target.p / target.q) * 100,
  );
  if (!drawn.lines.some(({ points }) => points.some(({ y }) => y !== null))) return null;
  const where = place(subject, nameOf, lang);
  const title = where ? `${where} · ${metric[lang]}` : metric[lang];
  const counts = words.of(count(whole.numerator ?? 0), count(whole.denominator ?? 0));
  const value = isFew(whole, metric)
    ? `${counts} (${words.few(metric.minSample)})`
    : `${valueText(whole, metric)} % (${counts})`;
  const goal = target && (metric.good === "low" ? words.most : words.least)(percentOf(target));
  const said = [
    `${words.span[step]}: ${value}`,
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
  const buckets = (until - from) / bucket;
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
