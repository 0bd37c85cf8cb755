import { hhmm, shortDay } from "#writing/dates.ts";
import type { Words } from "./words.th.ts";

const days = (from: number, at: number) =>
  [...new Set([shortDay(from, "en"), shortDay(at, "en")])].join(" – ");

export const words: Words = {
  centre: "AOC 1441",
  simulated: "Simulated",
  today: (at) => `today, until ${hhmm(at)}`,
  since: (from, at) => `${days(from, at)}, until ${hhmm(at)}`,
  noData: "no data",
  old: "Its sources are silent: nothing old is shown",
  missing: (count) => `${count} sources are missing`,
  lost: (at) => `No connection — as of ${at}`,
};
