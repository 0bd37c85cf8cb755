import type { Words } from "./words.th.ts";

/** The words of this scene alone, in English. */
export const words: Words = {
  board: "Open freezes",
  rest: (count: string, money: string) => `and ${count} more accounts · ${money} in all`,
  open: "Open",
  overdue: (count: string) => `${count} overdue`,
  willMiss: "Will miss",
  hurry: "Act",
  inTime: "OK",
  atBanks: (count: number) => (count === 1 ? "1 bank" : `${count} banks`),
  nobodyMisses: "Nobody is late",
  banks: "Banks in 60 min, today",
  moreBanks: (count: number) => `${count} more`,
  median: "% · median (min)",
  sample: "n",
  none: "No freezes today",
  unanswered: "No bank has answered yet",
  atLeast: (minutes: string) => `≥ ${minutes}`,
};
