import { dayOf, startOf } from "#calendar/days.ts";
import type { Rota, Turn } from "#wire/rota.ts";
import { date, hhmm, moment } from "#writing/dates.ts";
import type { Lang } from "#writing/lang.ts";
import type { Column } from "../parts/sort.ts";
import type { Words } from "./words.th.ts";

/** The turns by the day on which they begin, and what stands there. */
export interface Day {
  day: number;
  turns: readonly Turn[];
}

export function daysOf(turns: readonly Turn[]): Day[] {
  const days = new Map<number, Turn[]>();
  for (const turn of turns) days.set(dayOf(turn.from), [...(days.get(dayOf(turn.from)) ?? []), turn]);
  return [...days].map(([day, own]) => ({ day, turns: own }));
}

/** 20:00–08:00, which is not broken; with its days where it is longer than one. */
export function hoursOf({ from, until }: Pick<Turn, "from" | "until">, lang: Lang): string {
  const isLong = dayOf(until - 1) - dayOf(from) > 1;
  return `${hhmm(from)}\u2060–\u2060${isLong ? moment(until, from, lang) : hhmm(until)}`;
}

/** Where nobody is on duty. */
export const holesOf = ({ turns }: Pick<Rota, "turns">): Turn[] =>
  turns.filter(({ person }) => person === null);

/** Who comes next, and when. Null: nobody else within what is known. */
export function nextOf({ onDuty, turns }: Pick<Rota, "onDuty" | "turns">): Turn | null {
  return turns.find(({ from }) => from >= onDuty.until) ?? null;
}

/** What is exported: a line for each turn of each rota. */
export type Line = Turn & { rota: string };
export const columnsOf = (words: Words, lang: Lang): Column<Line>[] => [
  { id: "rota", label: words.rota, text: ({ rota }) => rota },
  { id: "day", label: words.day, text: ({ from }) => date(from, lang) },
  { id: "from", label: words.from, text: ({ from }) => hhmm(from) },
  { id: "until", label: words.until, text: ({ until, from }) => moment(until, from, lang) },
  { id: "person", label: words.person, text: ({ person }) => person?.name ?? words.nobody },
  { id: "standIn", label: words.standsIn, text: ({ override }) => (override === null ? "" : words.yes) },
];

export const nameOfDay = (day: number, lang: Lang) => date(startOf(day), lang);
