import type { Mute } from "#wire/alerts.ts";
import type { Words } from "./words.th.ts";

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** The hours of a daily mute, in words. */
export const dailyText = ({ from, until }: NonNullable<Mute["daily"]>, words: Words): string =>
  words.nightly(clock(from), clock(until));
