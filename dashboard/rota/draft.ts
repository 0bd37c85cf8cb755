import { isoDate } from "#calendar/days.ts";
import type { NewRota, Rota, Shift } from "#wire/rota.ts";
import { draftsOf, freshHeard, type HeardDraft, hearsOf } from "../alerts/hears.ts";

export type Days = NonNullable<Shift["days"]>;

/** A rota as it is typed. Times are "08:00"; people are ids in the order of their turns. */
export interface Draft {
  name: string;
  firstDay: string;
  shifts: { from: string; until: string; days: Days; turn: Shift["turn"]; people: number[] }[];
  /** Public holidays are days off. */
  holidaysOff: boolean;
  hears: HeardDraft[];
}

const two = (value: number) => String(value).padStart(2, "0");
const timeOf = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
function minuteOf(time: string): number | null {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)/.exec(time) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}

/** @param today the day of a new one: a day shift and a night shift, as at most centres */
export function draftOf(rota: Rota | null, today: number): Draft {
  if (!rota)
    return {
      name: "",
      firstDay: isoDate(today),
      hears: [freshHeard(0)],
      shifts: [
        { from: "08:00", until: "20:00", days: "every", turn: "daily", people: [] },
        { from: "20:00", until: "08:00", days: "every", turn: "daily", people: [] },
      ],
      holidaysOff: true,
    };
  return {
    name: rota.name,
    firstDay: rota.firstDay,
    hears: draftsOf(rota.hears),
    shifts: rota.shifts.map((shift) => ({
      from: timeOf(shift.from),
      until: timeOf(shift.until),
      days: shift.days ?? "every",
      turn: shift.turn,
      people: [...shift.people],
    })),
    holidaysOff: rota.holidaysOff ?? false,
  };
}

/** Null: something is missing. */
export function rotaOf({ name, firstDay, shifts, hears, holidaysOff }: Draft): NewRota | null {
  const whole = shifts.flatMap(({ from, until, days, turn, people }) => {
    const [begin, end] = [minuteOf(from), minuteOf(until)];
    return begin === null || end === null || people.length === 0
      ? []
      : [{ from: begin, until: end, days, turn, people }];
  });
  const heard = hearsOf(hears);
  if (!heard || !name.trim() || !firstDay || whole.length === 0 || whole.length < shifts.length) return null;
  return {
    name: name.trim(),
    firstDay,
    shifts: whole,
    holidaysOff,
    hears: heard,
  };
}
