import type { Clock } from "../kit/clock.ts";
import type { Progress } from "./cells.ts";
import { dayText } from "./range.ts";

const EVERY_MS = 1_000;

/** Says a line a second at most, and one when a kind begins: what, how much of all, and how much time is left at the pace of this run. */
export function openProgress(clock: Clock, say: (line: string) => void): (progress: Progress) => void {
  const began = clock.ticks();
  let said = Number.NEGATIVE_INFINITY;
  let first: number | null = null;
  let last: string | null = null;
  return ({ kind, day, done, total }) => {
    first ??= done;
    const now = clock.ticks();
    if (kind === last && now - said < EVERY_MS) return;
    said = now;
    last = kind;
    const left = done > first ? ((now - began) / (done - first)) * (total - done) : null;
    const percent = Math.floor((done / total) * 100);
    say(
      `${kind.padEnd(8)} ${dayText(day)}   ${done} of ${total} days (${percent} %)${left === null ? "" : `, ${span(left)} left`}`,
    );
  };
}

/** `0:07`, `12:05`, `3:00:00`. */
function span(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const two = (number: number) => String(number).padStart(2, "0");
  const minutes = `${Math.floor(seconds / 60) % 60}`;
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${hours}:${minutes.padStart(2, "0")}` : minutes}:${two(seconds % 60)}`;
}
