import { dayOf } from "#calendar/days.ts";
import type { FigureState } from "#wire/figures.ts";
import type { Document } from "#wire/reports.ts";
import { longDate } from "#writing/dates.ts";
import { holidaysText } from "#writing/holidays.ts";
import type { Writing } from "./writing.ts";

/** How many figures are in which state, and which sources are missing from how many. */
export function qualityOf({ figures }: Pick<Document, "figures">) {
  const states = new Map<FigureState, number>();
  const silent = new Map<string, number>();
  for (const { state, missing } of figures) {
    states.set(state, (states.get(state) ?? 0) + 1);
    for (const name of missing?.sources ?? []) silent.set(name, (silent.get(name) ?? 0) + 1);
  }
  return { states, silent };
}

/** The data's quality in sentences. */
export function qualityLines({ document, words, lang }: Writing): string[] {
  const { states, silent } = qualityOf(document);
  const told = words.quality;
  const others = (["provisional", "open", "no-data"] as const).filter((state) => states.get(state));
  const { before, begins, holidays = [] } = document;
  const isPerDay = before !== null && document.until - document.from !== before.until - before.from;
  return [
    [
      told.all(document.figures.length),
      ...(others.length === 0
        ? [told.settled]
        : (["settled", ...others] as const).map((state) =>
            told.of(states.get(state) ?? 0, words.states[state]),
          )),
    ].join(" · "),
    ...[...silent].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => told.silent(name, count)),
    ...(others.some((state) => state !== "no-data") ? [words.marked] : []),
    ...(isPerDay ? [words.perDay] : []),
    ...(begins === null ? [] : [words.begins(longDate(begins, lang))]),
    ...(holidays.length === 0
      ? []
      : [
          holidaysText(
            holidays.map(({ at, nameTh }) => ({ day: dayOf(at), nameTh })),
            lang,
          ),
        ]),
    told.zero,
  ];
}
