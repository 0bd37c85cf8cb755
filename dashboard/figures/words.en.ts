import { moment } from "#writing/dates.ts";
import { inLargestUnit, inUnits, TIME_UNITS } from "#writing/durations.ts";
import { MONEY_UNITS } from "#writing/money.ts";
import type { Words } from "./words.th.ts";

/** Words that several scenes share, in English. */
export const words: Words = {
  lang: "en",
  noData: "No data",
  failed: "Cannot be shown",
  failedNote: "Reported; trying again",
  since: (at: number, now: number) => `since ${moment(at, now, "en")}`,
  /** The short form, for narrow places. */
  sinceDay: (at: number, now: number) => `since ${moment(at, now, "en").replace(/ \d\d:\d\d$/, "")}`,
  age: (seconds: number) => `${inLargestUnit(seconds, "en")} ago`,
  missingAnd: (count: number, age: number | null) =>
    age === null ? `${count} missing` : `${count} out · ${inLargestUnit(age, "en")}`,
  ageShort: (seconds: number) => inLargestUnit(seconds, "en"),

  money: MONEY_UNITS.en.whole,
  moneyTall: MONEY_UNITS.en.tall,
  moneyShort: MONEY_UNITS.en.short,
  moneyRow: MONEY_UNITS.en.row,
  amount: (digits: string, unit: string) => `${digits} ${unit}`,
  baht: (digits: string) => `฿${digits}`,

  judgement: { met: "Normal", watch: "Watch", broken: "Too low", few: "Too few" },
  target: (percent: number) => `Target ${percent} %`,
  left: {
    // With its unit it does not fit: the line below says of what.
    more: (count, _of) => ` · may miss ${count} more`,
    over: (count, _of) => ` · ${count} over`,
  },
  lastWeek: "Week ago",

  trends: {
    labels: {
      "reports.loss_satang": "Losses per day",
      "reports.filed": "Reports per day",
      "freezes.held_share_of_requested": "Held of money asked for",
      "freezes.p50_minutes": "Time to freeze (median)",
      "freezes.requested": "Freezes asked for per day",
      "freezes.sla_60m": "Frozen within 60 min",
      "freezes.held_satang": "Held per day",
      "calls.offered": "Calls per day",
      "calls.service_level": "Answered within 20 s",
      "calls.abandon_rate": "Abandoned",
      "refunds.paid_satang": "Refunded per day",
    },
    states: {
      "on-course": "On course",
      "at-risk": "At risk",
      "off-course": "Off course",
      "too-early": "Too early to say",
    },
    ended: { reached: "Reached", missed: "Missed" },
  },

  calls: {
    unit: "calls",
    of: (part: string, all: string) => `${part} of ${all} calls`,
    parts: { kept: "Answered", rest: "No answer" },
    perBar: (ceiling: number) => `${ceiling} calls in 5 min`,
    waiting: "Queue",
  },
  freezes: {
    hero: "Held in 60 min",
    unit: "accounts",
    of: (part: string, all: string) => `${part} of ${all} accounts`,
  },
  countdown: {
    none: "No open freezes",
    urgency: {
      ...{ calm: "", "at-risk": "At risk", "will-miss": "Will miss" },
      ...{ "deadline-over": "Overdue", "long-over": "Overdue" },
    },
    hop: (hop: number) => `hop ${hop}`,
    past: (seconds: number) => ({
      digits: String(inUnits(seconds).count),
      unit: TIME_UNITS.en[inUnits(seconds).unit],
    }),
  },
};
