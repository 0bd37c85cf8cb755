import { minutes, TIME_UNITS } from "#writing/durations.ts";
import type { Lang } from "#writing/lang.ts";
import { MONEY_UNITS, money } from "#writing/money.ts";
import { count, percent } from "#writing/numbers.ts";
import type { Shown } from "./ticket.ts";

type Figure = Pick<
  NonNullable<Shown["figure"]>,
  "unit" | "good" | "value" | "numerator" | "denominator" | "atLeast"
>;

/** A figure as it stands alone, with its unit after it; a dash where there is none. */
export function written(figure: Figure, lang: Lang): { digits: string; unit: string } {
  const { value, atLeast } = figure;
  if (value === null) return { digits: "—", unit: "" };
  const { digits, unit } = plain(figure, value, lang);
  return { digits: atLeast ? `≥ ${digits}` : digits, unit };
}

function plain(figure: Figure, value: number | string, lang: Lang): { digits: string; unit: string } {
  switch (figure.unit) {
    case "satang": {
      const { digits, unit } = money(value);
      return { digits, unit: MONEY_UNITS[lang].whole[unit] };
    }
    case "share":
      return { digits: percent(figure, figure.good), unit: "%" };
    case "minutes":
      return { digits: minutes(Number(value)), unit: TIME_UNITS[lang].minute };
    case "seconds":
      return { digits: Number(value).toFixed(1), unit: TIME_UNITS[lang].second };
    case "count":
      return { digits: count(value), unit: "" };
  }
}
