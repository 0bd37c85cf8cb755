import { dayOf, startOf, weekdayOf } from "#calendar/days.ts";
import { DAY, MINUTE } from "#calendar/units.ts";
import type { Shift } from "#wire/rota.ts";

/** A rota as it is reckoned with. Recipients are ids, times are epoch milliseconds. */
export interface Plan {
  /** The number of the Bangkok day on which the first of each shift begins. */
  firstDay: number;
  /** None overlaps another. */
  shifts: readonly Shift[];
  /** Public holidays that are days off in it, as Saturdays and Sundays are. */
  holidays: readonly number[];
  overrides: readonly { id: number; from: number; until: number; recipient: number }[];
}

/** Who has it from when to when. */
export interface Duty {
  from: number;
  until: number;
  /** Null: nobody is on duty. */
  who: number | null;
  override: number | null;
}

/** How far ahead it is looked. */
export const AHEAD_MS = 14 * DAY;

/** The hours of a shift that begins on a day. */
export function hoursOf({ from, until }: Shift, day: number): { from: number; until: number } {
  const begin = startOf(day) + from * MINUTE;
  return { from: begin, until: begin + (until > from ? until - from : until - from + 1440) * MINUTE };
}

export const isOff = ({ holidays }: Pick<Plan, "holidays">, day: number) =>
  weekdayOf(day) > 5 || holidays.includes(day);

/** A shift begins on this day. */
const isOn = (plan: Plan, { days = "every" }: Shift, day: number) =>
  days === "every" || isOff(plan, day) === (days === "off");

/** Saturdays and Sundays before a day, counted from some Monday. */
const weekendsBefore = (day: number) => 2 * Math.floor((day + 3) / 7) + Math.max(0, weekdayOf(day) - 6);

/** How often a shift has begun before this day: so many hand-overs there were. */
function timesBefore({ firstDay, holidays }: Plan, { days = "every", turn }: Shift, day: number): number {
  if (turn === "weekly") return Math.floor((day - firstDay) / 7);
  if (days === "every") return day - firstDay;
  const ofWeek = holidays.filter((each) => each >= firstDay && each < day && weekdayOf(each) <= 5).length;
  const off = weekendsBefore(day) - weekendsBefore(firstDay) + ofWeek;
  return days === "off" ? off : day - firstDay - off;
}

/**
 * Who is on duty at a moment: of the overrides that hold the last one that was entered, otherwise whose turn it is. Nobody
 * is where there is no shift, or where the person is no recipient any more.
 * @param isThere is this recipient still one?
 */
export function dutyAt(plan: Plan, at: number, isThere: (recipient: number) => boolean): Duty {
  const { firstDay, shifts, overrides } = plan;
  const day = dayOf(at);
  const standing = overrides.filter(({ recipient }) => isThere(recipient));
  // A shift that holds now began today or yesterday; one from the day before may have ended yesterday.
  const hours = [day - 2, day - 1, day, day + 1].flatMap((begun) =>
    begun < firstDay
      ? []
      : shifts
          .filter((shift) => isOn(plan, shift, begun))
          .map((shift) => ({ shift, begun, ...hoursOf(shift, begun) })),
  );
  const edges = [...hours, ...standing].flatMap(({ from, until }) => [from, until]);
  const from = Math.max(startOf(day - 1), ...edges.filter((edge) => edge <= at));
  const until = Math.min(startOf(day + 2), ...edges.filter((edge) => edge > at));
  const holds = (each: { from: number; until: number }) => each.from <= at && at < each.until;
  const [override] = standing.filter(holds).sort((a, b) => b.id - a.id);
  if (override) return { from, until, who: override.recipient, override: override.id };
  const now = hours.find(holds);
  if (!now) return { from, until, who: null, override: null };
  const { people } = now.shift;
  const who = people[timesBefore(plan, now.shift, now.begun) % people.length]!;
  return { from, until, who: isThere(who) ? who : null, override: null };
}

/** How far back the beginning of a duty is looked for: nobody stands in for longer. */
export const BACK_MS = 92 * DAY;

/** When the duty of a moment began: what was cut at a midnight, or is a hole with edges in it, began before. */
export function begunAt(plan: Plan, at: number, isThere: (recipient: number) => boolean): number {
  let { from, who } = dutyAt(plan, at, isThere);
  while (at - from < BACK_MS) {
    const before = dutyAt(plan, from - 1, isThere);
    if (before.until <= from && (before.who !== null || who !== null)) break;
    from = before.from;
  }
  return from;
}

/** Who is on duty from a moment to another one, without a gap. The first began before it, perhaps. */
export function dutiesOf(
  plan: Plan,
  from: number,
  until: number,
  isThere: (recipient: number) => boolean,
): Duty[] {
  const duties: Duty[] = [];
  for (let at = from; at < until; ) {
    const next = dutyAt(plan, at, isThere);
    const last = duties.at(-1);
    // A hole is one, however many edges lie in it. What began before goes on: it was cut at a midnight that is no edge.
    if (last && (next.from < at || (last.who === null && next.who === null))) last.until = next.until;
    else duties.push(next);
    at = next.until;
  }
  return duties;
}

/** Who is on duty now, and until when, over all hand-overs to the same person; `AHEAD_MS` at most. */
export function onDuty(
  plan: Plan,
  at: number,
  isThere: (recipient: number) => boolean,
): { who: number | null; until: number } {
  const [first, ...rest] = dutiesOf(plan, at, at + AHEAD_MS, isThere);
  const { who } = first!;
  const end = rest.find((each) => each.who !== who);
  return { who, until: end ? end.from : at + AHEAD_MS };
}

/** The first two shifts that overlap; null: none does. */
export function overlapOf(shifts: readonly Shift[]): [number, number] | null {
  for (const [a, shift] of shifts.entries())
    for (const [b, other] of shifts.entries()) {
      if (b <= a) continue;
      const one = hoursOf(shift, 0);
      // Any day may follow any other; but none is a working day and a day off.
      const { days = "every" } = shift;
      const { days: others = "every" } = other;
      const isApart = days !== "every" && others !== "every" && days !== others;
      for (const day of isApart ? [-1, 1] : [-1, 0, 1]) {
        const two = hoursOf(other, day);
        if (one.from < two.until && two.from < one.until) return [a, b];
      }
    }
  return null;
}
