import type { Definition, ReportFigure } from "#wire/reports.ts";
import { minutes } from "#writing/durations.ts";
import type { Lang } from "#writing/lang.ts";
import { exactBaht } from "#writing/money.ts";
import { count, percent, wholeOf } from "#writing/numbers.ts";
import { REPORT_WORDS } from "./words.ts";

/** A value as a report prints it, without its unit but with the sign of a share; a figure that is not settled is marked. */
export function valueText(figure: ReportFigure, definition: Definition, lang: Lang): string {
  const words = REPORT_WORDS[lang];
  if (figure.state === "no-data") return words.states["no-data"];
  const mark = figure.state === "settled" ? "" : "\u00a0*";
  if (figure.value === null) return words.none + mark;
  return `${figure.atLeast ? "≥ " : ""}${plainText(figure, figure.value, definition)}${mark}`;
}

function plainText(figure: ReportFigure, value: number | string, { unit, good }: Definition): string {
  switch (unit) {
    case "satang":
      return exactBaht(value);
    case "share":
      return `${percent(figure, good)} %`;
    case "minutes":
      return minutes(Number(value));
    case "seconds":
      return Number(value).toFixed(1);
    case "count":
      return count(value);
  }
}

/** The unit that stands after a value, where its column or row does not say it. */
export const unitText = ({ unit }: Definition, lang: Lang) =>
  unit === "share" ? "" : REPORT_WORDS[lang].units[unit];

/** A share of an amount: what it is made of is money. */
export const isOfMoney = (metric: string) => metric === "freezes.held_share_of_requested";

/** What a share is made of: 617 of 650; amounts in baht. Empty: it is no share, or has nothing to divide. */
export function partsText(figure: ReportFigure, { metric, unit }: Definition): string {
  const { numerator, denominator, state } = figure;
  if (unit !== "share" || numerator === undefined || denominator === undefined || state === "no-data")
    return "";
  const write = isOfMoney(metric) ? exactBaht : count;
  return `${write(numerator)}/${write(denominator)}`;
}

/**
 * How a figure has changed: counts and amounts in percent, per day where the periods differ in length; shares in points;
 * times in their unit. Empty: there is nothing to compare with.
 * @param ratio the length of the period ÷ that of the one before
 */
export function changeText(
  now: ReportFigure,
  before: ReportFigure | null,
  { unit }: Definition,
  ratio: number,
  lang: Lang,
): string {
  if (!before || now.value === null || before.value === null || before.state === "no-data") return "";
  const words = REPORT_WORDS[lang];
  if (unit === "share") return `${signed((Number(now.value) - Number(before.value)) * 100)} ${words.points}`;
  if (unit === "minutes" || unit === "seconds")
    return `${signed(Number(now.value) - Number(before.value))} ${words.units[unit]}`;
  const was = Number(wholeOf(before.value)) * ratio;
  if (was <= 0) return "";
  return `${signed(((Number(wholeOf(now.value)) - was) / was) * 100)} %`;
}

/** +0.8, −1.2, 0.0 */
export function signed(value: number): string {
  const size = Math.abs(value).toFixed(1);
  return size === "0.0" ? "0.0" : `${value < 0 ? "−" : "+"}${size}`;
}
