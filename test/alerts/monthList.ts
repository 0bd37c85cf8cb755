/**
 * The plain list of a month's alerts: made from the events alone, minute by minute, in the plainest way, and from nothing of
 * the program that judges or decides.
 */
import { timeOfDay } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { silences } from "../../backend/simulator/mishaps.ts";
import {
  AGENCIES,
  at,
  BANKS,
  type Case,
  type Cases,
  DAY_HEAD,
  DECEMBER,
  DIRECTOR,
  ENGINEER,
  FAST,
  FIRST,
  LEAST_CASES,
  LEAST_MISSES,
  MINUTES,
  MUTED,
  minuteFrom,
  NIGHT,
  NIGHT_HEAD,
  NOVEMBER,
  PLAN,
  quotas,
  RULES,
  SHARES,
  SHIFTS,
  SLOW,
  TARGET,
  TROUBLES,
  troubled,
  WATCH,
} from "./monthPlan.ts";

/** What is seen in a minute. */
const [GOOD, BAD, BETWEEN, FEW, UNKNOWN] = [0, 1, 2, 3, 4];

/** What a person has in hand: of which episode, what is said of it, and when it came. */
export interface Received {
  of: string;
  kind: string;
  who: number;
  minute: number;
}

/** An episode as it should be, in minutes. */
export interface Should {
  rule: string;
  of: string | null;
  fired: number;
  over: number | null;
  isUnstable: boolean;
  /** When the next in the chain is told; null: never. */
  later: number | null;
}

const never = () => false;
/** One walk through the minutes of one bank or source. `isOpen`: the minutes in which something is wrong, told or not yet. */
function walk(
  rule: string,
  of: string | null,
  seen: Uint8Array,
  isHeld: (minute: number) => boolean = never,
) {
  const { forSeconds, keepSeconds } = RULES.find(({ id }) => id === rule)!;
  const [waits, keeps] = [forSeconds / 60, keepSeconds / 60];
  const found: Should[] = [];
  const isOpen = new Uint8Array(MINUTES);
  let turns: number[] = [];
  let [began, goodFrom, last] = [-1, -1, GOOD];
  let open: Should | null = null;
  const turn = (minute: number) => {
    turns = [...turns, minute].filter((each) => each > minute - 30).slice(-10);
    if (open && turns.length >= 3) open.isUnstable = true;
  };
  for (let minute = 0; minute < MINUTES; minute++) {
    const now = seen[minute];
    if (!open) {
      if (now === BAD && began < 0) {
        began = minute;
        turn(minute);
      }
      if (now === GOOD) began = -1;
      const isUnstable = turns.length >= 3;
      if (began >= 0 && now === BAD && (isUnstable || minute >= began + waits) && !isHeld(minute)) {
        open = { rule, of, fired: minute, over: null, isUnstable, later: null };
        found.push(open);
        [goodFrom, last] = [-1, BAD];
      }
    } else {
      if (now === BAD && last === GOOD) {
        turn(minute);
        [goodFrom, last] = [-1, BAD];
      } else if (now === GOOD && goodFrom < 0) {
        if (last === BAD) turn(minute);
        [goodFrom, last] = [minute, GOOD];
      } else if (now === BETWEEN || now === UNKNOWN) goodFrom = -1;
      if (now === GOOD && minute >= goodFrom + (open.isUnstable ? 30 : keeps)) {
        open.over = minute;
        [open, began] = [null, -1];
      } else if (goodFrom < 0 && minute >= open.fired + 10) open.later ??= minute;
    }
    if (open || began >= 0) isOpen[minute] = 1;
  }
  return { found, isOpen };
}

/** Who should have got what, of one episode. */
export function mailOf({ rule, of, fired, over, later }: Should): Received[] {
  const name = `${rule} ${of} ${fired}`;
  const isNight = (minute: number) => {
    const clock = timeOfDay(at(minute)) / MINUTE;
    return clock >= NIGHT.from || clock < NIGHT.until;
  };
  /** When a message of this minute goes out. */
  const goes = (minute: number) => {
    let time = minute;
    while (rule === "overdue" && of === MUTED && isNight(time)) time++;
    return time;
  };
  const clock = timeOfDay(at(fired)) / MINUTE;
  const head = clock >= SHIFTS.morning && clock < SHIFTS.evening ? DAY_HEAD : NIGHT_HEAD;
  const end = over ?? MINUTES;
  const steps =
    RULES.find(({ id }) => id === rule)!.policy === "system"
      ? [[ENGINEER, fired]]
      : [
          [head, fired],
          [DIRECTOR, later ?? MINUTES],
        ];
  // What is over before it goes out is not said, and so is not its end.
  const told = steps
    .map(([who, minute]) => [who!, goes(minute!)] as const)
    .filter(([, minute]) => minute < end);
  return [
    ...told.map(([who, minute]) => ({ of: name, kind: "firing", who, minute })),
    ...(over === null ? [] : told.map(([who]) => ({ of: name, kind: "resolve", who, minute: goes(over) }))),
  ].filter(({ minute }) => minute < MINUTES);
}

/** The minutes from the one to the other. */
function mark(seen: Uint8Array, from: number, until: number): void {
  for (let minute = Math.max(0, from); minute < Math.min(until, MINUTES); minute++) seen[minute] = BAD!;
}
/** When one of these is so old, and not done. */
function agedOf(cases: readonly Case[], from: number, until: number): Uint8Array {
  const seen = new Uint8Array(MINUTES);
  for (const { startedAt, heardAt, doneAt } of cases)
    mark(
      seen,
      Math.max(minuteFrom(heardAt), minuteFrom(startedAt + from)),
      Math.min(minuteFrom(doneAt), minuteFrom(startedAt + until)),
    );
  return seen;
}

/** When it was decided whether a freeze was answered in time. */
const isLate = ({ startedAt, doneAt }: Case) => doneAt - startedAt > HOUR;
const decidedAt = (each: Case) =>
  Math.max(minuteFrom(isLate(each) ? each.startedAt + HOUR + 1 : each.doneAt), minuteFrom(each.heardAt));

/**
 * When one of a bank's freezes will miss its hour: from five minutes before its end, or from half of it on in a minute in
 * which more than half of those decided in the last hour, of five at least, were late.
 */
function nearOf(freezes: readonly Case[]): Uint8Array {
  const [kept, late] = [new Int32Array(MINUTES + 1), new Int32Array(MINUTES + 1)];
  for (const each of freezes) {
    const { startedAt, doneAt, heardAt } = each;
    const decided = minuteFrom(isLate(each) ? startedAt + HOUR + 1 : doneAt);
    const counts = isLate(each) ? late : kept;
    for (let minute = Math.max(decided, minuteFrom(heardAt)); minute < decided + 60; minute++)
      if (minute >= 0 && minute < MINUTES) counts[minute]!++;
  }
  const near = agedOf(freezes, 55 * MINUTE, HOUR);
  const half = new Uint8Array(MINUTES);
  for (const { startedAt, heardAt, doneAt } of freezes)
    mark(
      half,
      Math.max(minuteFrom(startedAt + HOUR / 2), minuteFrom(heardAt)),
      Math.min(minuteFrom(doneAt), minuteFrom(startedAt + HOUR)),
    );
  for (let minute = 0; minute < MINUTES; minute++)
    if (half[minute] && late[minute]! + kept[minute]! >= 5 && late[minute]! > kept[minute]!)
      near[minute] = BAD!;
  return near;
}

const dayOfMinute = (minute: number) => Math.floor(minute / 1_440);
const dayOfCase = ({ startedAt }: Case) => Math.floor((startedAt - FIRST) / DAY);

/** What is seen of a bank's day: of those of the day that are decided, how many were late. */
function dayOf(freezes: readonly Case[]): Uint8Array {
  const [of, late] = [new Int32Array(MINUTES), new Int32Array(MINUTES)];
  for (const each of freezes)
    for (let minute = decidedAt(each); minute < MINUTES && dayOfMinute(minute) <= dayOfCase(each); minute++) {
      of[minute]!++;
      if (isLate(each)) late[minute]!++;
    }
  return Uint8Array.from(of, (count, minute) => {
    const missed = late[minute]! * 100;
    if (count < LEAST_CASES) return FEW!;
    if (missed <= count * (TARGET.q - TARGET.p)) return GOOD!;
    return missed <= count * (WATCH.q - WATCH.p) ? BETWEEN! : BAD!;
  });
}

/** The chance of at least `bad` misses in `n`, each with probability `p`: 1 less that of each smaller number. */
function chanceOfAtLeast(bad: number, n: number, p: number): number {
  let [each, fewer] = [(1 - p) ** n, 0];
  for (let k = 0; k < bad; k++) {
    fewer += each;
    each *= ((n - k) / (k + 1)) * (p / (1 - p));
  }
  return 1 - fewer;
}

/** When the budget of a day is used up too fast: by those whose hour is over, of whom the long window has so many. */
function burnOf(freezes: readonly Case[], pair: typeof FAST, share: typeof TARGET): Uint8Array {
  const counts = () => new Int32Array(MINUTES);
  const [inLong, lateLong, lateShort, begun, asked] = [counts(), counts(), counts(), counts(), counts()];
  for (const each of freezes) {
    const started = Math.floor((each.startedAt - FIRST) / MINUTE);
    begun[started]!++;
    const heard = minuteFrom(each.heardAt);
    const from = started + 61;
    for (let minute = Math.max(from, heard); minute < Math.min(from + pair.longMinutes, MINUTES); minute++) {
      inLong[minute]!++;
      if (!isLate(each)) continue;
      lateLong[minute]!++;
      if (minute < from + pair.shortMinutes) lateShort[minute]!++;
    }
    for (let minute = heard; minute < MINUTES && dayOfMinute(minute) <= dayOfCase(each); minute++)
      asked[minute]!++;
  }
  const seen = new Uint8Array(MINUTES);
  for (let minute = 0; minute < MINUTES; minute++) {
    let expected = asked[minute]!;
    if (minute >= 7 * 1_440)
      for (let each = minute; dayOfMinute(each) === dayOfMinute(minute); each++)
        expected += begun[each - 7 * 1_440]!;
    const budget = Math.floor((expected * (TARGET.q - TARGET.p)) / TARGET.q);
    const needed = Math.max(Math.ceil((budget * share.p) / share.q), LEAST_MISSES);
    const isRare = () =>
      chanceOfAtLeast(lateLong[minute]!, inLong[minute]!, (TARGET.q - TARGET.p) / TARGET.q) < 0.01;
    if (lateLong[minute]! >= needed && lateShort[minute]! >= 1 && isRare()) seen[minute] = BAD!;
  }
  return seen;
}

/** What is seen of LINE's messages: used up, nearly, or so fast that they do not last until the month's end. */
const quotaSeen = () =>
  Uint8Array.from(quotas, ({ readAt, used, most }, minute) => {
    const [from, until] = at(minute) < NOVEMBER ? [NOVEMBER - 31 * DAY, NOVEMBER] : [NOVEMBER, DECEMBER];
    if (readAt === null || most === null || readAt < from! || at(minute) - readAt > 3 * HOUR) return UNKNOWN!;
    /** Whether they last so long, at the pace until now; of less than a fifth nobody knows. */
    const lasts = (ms: number) => used * 5 < most || (readAt - from!) * most >= used * ms;
    const month = until! - from!;
    if (used * 10 >= most * 8 || !lasts(month)) return BAD!;
    return used * 10 >= most * 7 || !lasts(month * 1.1) ? BETWEEN! : GOOD!;
  });

export function listOf({ freezes, complaints, releases }: Cases): Should[] {
  const silentAt = silences(PLAN);
  const should: Should[] = [];
  const isSilent = new Map<string, Uint8Array>();
  for (const bank of BANKS) {
    const silent = Uint8Array.from({ length: MINUTES }, (_, minute) => {
      const silence = silentAt(bank, at(minute));
      return silence && at(minute) - silence.from > 45 * SECOND ? BAD! : GOOD!;
    });
    isSilent.set(bank, silent);
    const isHeld = (minute: number) => silent[minute] === BAD;
    const own = freezes.filter(({ of }) => of === bank);
    const held = releases.filter(({ of }) => of === bank);
    should.push(
      ...walk("overdue", bank, agedOf(own, HOUR, 2 * HOUR + 1), isHeld).found,
      ...walk("will-miss", bank, nearOf(own), isHeld).found,
      ...walk("day", bank, dayOf(own), isHeld).found,
      ...walk("4h-over", bank, agedOf(held, 4 * HOUR, 28 * HOUR + 1), isHeld).found,
      ...walk("4h-soon", bank, agedOf(held, 4 * HOUR - 20 * MINUTE, 4 * HOUR), isHeld).found,
      ...walk("silent", bank, silent).found,
    );
  }
  for (const agency of AGENCIES) {
    const own = complaints.filter(({ of }) => of === agency);
    should.push(
      ...walk("72h-over", agency, agedOf(own, 72 * HOUR, 96 * HOUR + 1)).found,
      ...walk("72h-soon", agency, agedOf(own, 66 * HOUR, 72 * HOUR)).found,
    );
  }
  const isAnySilent = (minute: number) => BANKS.some((bank) => isSilent.get(bank)![minute] === BAD);
  const known = freezes.filter(({ of }) => BANKS.includes(of));
  const fast = walk("fast", null, burnOf(known, FAST, SHARES.fast), isAnySilent);
  const isSlowHeld = (minute: number) => fast.isOpen[minute] === 1 || isAnySilent(minute);
  should.push(...fast.found, ...walk("slow", null, burnOf(known, SLOW, SHARES.slow), isSlowHeld).found);
  should.push(...walk("quota", null, quotaSeen()).found);
  for (const { rule, of } of TROUBLES)
    for (const each of of) should.push(...walk(rule.id, each, troubled.get(`${rule.id} ${each}`)!).found);
  return should;
}
