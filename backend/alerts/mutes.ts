import { startOfDay, timeOfDay } from "#calendar/days.ts";
import { DAY, MINUTE } from "#calendar/units.ts";
import { type Mute, type Subject, subjectKey } from "#wire/alerts.ts";

/** Until when nothing is sent of this rule and subject, all mutes together; null: it may be sent now. */
export function mutedUntil(
  mutes: readonly Mute[],
  { rule, subject }: { rule: string; subject: Subject },
  now: number,
): number | null {
  const own = mutes.filter(
    (mute) => (mute.rule ?? rule) === rule && (mute.subject ?? subjectKey(subject)) === subjectKey(subject),
  );
  let until = now;
  // One may begin before another ends. Each round goes on by at least a minute, or ends.
  for (let rounds = 0; rounds <= own.length * 2; rounds++) {
    const ends = own.map((mute) => endOf(mute, until)).filter((end) => end !== null);
    if (ends.length === 0) break;
    until = Math.max(...ends);
  }
  return until > now ? until : null;
}

/** When a mute ends that holds at this moment; null: it does not. Its hours are Bangkok's, also across midnight. */
function endOf({ from, until, daily }: Mute, at: number): number | null {
  if (at < from || at >= until) return null;
  if (daily === null || daily.from === daily.until) return until;
  const minute = Math.floor(timeOfDay(at) / MINUTE);
  const crosses = daily.from >= daily.until;
  const holds = crosses
    ? minute >= daily.from || minute < daily.until
    : minute >= daily.from && minute < daily.until;
  if (!holds) return null;
  const today = startOfDay(at) + daily.until * MINUTE;
  return Math.min(until, crosses && minute >= daily.from ? today + DAY : today);
}
