import { dayOf, startOf } from "#calendar/days.ts";
import type { Rota, Turn } from "#wire/rota.ts";
import { date, hhmm, moment } from "#writing/dates.ts";
import type { Lang } from "#writing/lang.ts";
import type { Column } from "../parts/sort.ts";
import type { Words } from "./words.th.ts";

/** A day with its turns: those that begin on it, and one that holds all day. */
export interface Day {
  day: number;
  turns: readonly Turn[];
}

/** The day on which the first turn begins, and each one from today on. */
export function daysOf(turns: readonly Turn[], today: number): Day[] {
  const days = new Map<number, Turn[]>();
  const add = (day: number, turn: Turn) => days.set(day, [...(days.get(day) ?? []), turn]);
  for (const turn of turns) {
    const begun = dayOf(turn.from);
    add(begun, turn);
    for (let day = Math.max(begun + 1, today); startOf(day + 1) <= turn.until; day++) add(day, turn);
  }
  return [...days].map(([day, own]) => ({ day, turns: own }));
}

/** 20:00–08:00, which is not broken; with its days where it is longer than one, or begins before the day that it is shown on. */
export function hoursOf(
  { from, until }: Pick<Turn, "from" | "until">,
  lang: Lang,
  day = dayOf(from),
): string {
  const isLong = dayOf(until - 1) - dayOf(from) > 1;
  return `${moment(from, startOf(day), lang)}\u2060–\u2060${isLong ? moment(until, startOf(day), lang) : hhmm(until)}`;
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
