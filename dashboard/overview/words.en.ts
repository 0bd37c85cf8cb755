import type { Words } from "./words.th.ts";

/** The words of the overview alone, in English. */
export const words: Words = {
  calls: {
    hero: "Answered in 20 s",
    formula: (made) =>
      made ? `${made.part} / ${made.all} (answered + abandoned)` : "In 20 s ÷ (answered + abandoned)",
    longest: "Longest",
    busy: "Lines busy",
  },
  freezes: {
    formula: (made) =>
      made ? `${made.part} / ${made.all} (answered + run out)` : "In 60 min ÷ (answered + run out)",
    parts: { kept: "Held", rest: "Not held" },
    perBar: (ceiling: number) => `${ceiling} accounts in 5 min`,
    open: "Open now",
    accounts: "accounts",
    median: "Median",
    minutes: "min",
    minutesOrMore: "min or more",
  },
  money: {
    hero: "Money held today",
    share: (percent: string) => `${percent} % of what was asked for`,
    week: (percent: string) => `7 days ago, same time: ${percent} %`,
    trend: (midnight, planned) =>
      midnight ? `By midnight ${midnight} % · plan ${planned} %` : `Plan for today ${planned} %`,
    parts: { held: "Held", moved: "Moved", waiting: "Waiting", other: "Other" },
    lost: "Reported lost",
    requested: "Asked for",
  },
  trends: {
    onCourse: (count, of) => `${count} of ${of} targets on course`,
    more: (count) => `+${count}`,
  },
  countdowns: "Freezes nearest to their hour",
};
