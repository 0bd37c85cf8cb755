import { dateOf } from "./days.ts";

/** A public holiday: the number of its Bangkok day, and its Thai name. */
export interface Holiday {
  day: number;
  nameTh: string;
}

/** `none`: the day's year is known, and the day is no holiday. `not-known`: nobody has said. */
export type HolidayAnswer = { kind: "holiday"; nameTh: string } | { kind: "none" } | { kind: "not-known" };

export interface Holidays {
  /** Years of the common era that are known whole, ascending. */
  years: readonly number[];
  /** Ascending by day. */
  list: readonly Holiday[];
  holidayOn(day: number): HolidayAnswer;
  /** Null: not known. */
  isHoliday(day: number): boolean | null;
}

/**
 * Holidays for looking up. A year is known when it has 1 January and 31 December, which are holidays each year: a
 * list that ends in May says nothing of June.
 */
export function holidaysOf(holidays: readonly Holiday[]): Holidays {
  const list = [...holidays].sort((a, b) => a.day - b.day);
  const names = new Map(list.map(({ day, nameTh }) => [day, nameTh]));
  const dates = new Set<string>();
  for (const { day } of list) {
    const { year, month, date } = dateOf(day);
    dates.add(`${year}-${month}-${date}`);
  }
  const named = [...new Set(list.map(({ day }) => dateOf(day).year))];
  const years = named.filter((year) => dates.has(`${year}-1-1`) && dates.has(`${year}-12-31`));

  function holidayOn(day: number): HolidayAnswer {
    const nameTh = names.get(day);
    if (nameTh !== undefined) return { kind: "holiday", nameTh };
    return { kind: years.includes(dateOf(day).year) ? "none" : "not-known" };
  }
  return {
    years,
    list,
    holidayOn,
    isHoliday(day) {
      const { kind } = holidayOn(day);
      return kind === "not-known" ? null : kind === "holiday";
    },
  };
}
