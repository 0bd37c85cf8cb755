import { moment } from "#writing/dates.ts";
import { inLargestUnit, inUnits, TIME_UNITS } from "#writing/durations.ts";
import { MONEY_UNITS } from "#writing/money.ts";
import type { Finding, Place } from "../wall/situation.ts";
import { banks } from "./words.en.names.ts";
import { scenes } from "./words.en.scenes.ts";
import type { Sentence, Words } from "./words.ts";

const METRICS: Record<string, string> = {
  "calls.service_level": "Answered in 20 s",
  "freezes.sla_60m": "Held in 60 min",
};
const TOPICS = { calls: " on calls", freezes: " on freezes", all: "" };

/** The wall in English. */
export const en: Words = {
  lang: "en",
  centre: "AOC 1441",
  simulated: "Simulated",
  normal: "Normal",
  screenClock: "This screen’s clock",
  lost: (at: string) => `Connection lost — last data ${at}`,

  noData: "No data",
  since: (at: number, now: number) => `since ${moment(at, now, "en")}`,
  /** Where there is room for no more. */
  sinceDay: (at: number, now: number) => `since ${moment(at, now, "en").replace(/ \d\d:\d\d$/, "")}`,
  age: (seconds: number) => `${inLargestUnit(seconds, "en")} ago`,
  ageShort: (seconds: number) => inLargestUnit(seconds, "en"),

  money: MONEY_UNITS.en.whole,
  moneyTall: MONEY_UNITS.en.tall,
  moneyShort: MONEY_UNITS.en.short,
  baht: (digits: string) => `฿${digits}`,
  bank,

  judgement: { met: "Normal", watch: "Watch", broken: "Too low", few: "Too few" },
  target: (percent: number) => `Target ${percent} %`,
  lastWeek: "Week ago",

  calls: {
    hero: "Answered in 20 s",
    of: (part: string, all: string) => `${part} of ${all} calls`,
    formula: "In 20 s ÷ (answered + abandoned)",
    offered: "Calls",
    abandoned: "Hung up",
    perMinute: (ceiling: number) => `${ceiling} calls a minute`,
    waiting: "Queue",
    longest: "Longest",
    busy: "Lines busy",
  },

  freezes: {
    hero: "Held in 60 min",
    of: (part: string, all: string) => `${part} of ${all} accounts`,
    formula: "In 60 min ÷ (answered + run out)",
    requested: "Asked",
    held: "Held",
    perMinute: (ceiling: number) => `${ceiling} accounts a minute`,
    open: "Open now",
    accounts: "accounts",
    median: "Median",
    minutes: "min",
    minutesOrMore: "min or more",
  },

  losses: {
    hero: "Money held today",
    share: (percent: string) => `${percent} % of what was asked for`,
    week: (percent: string) => `7 days ago, same time: ${percent} %`,
    parts: { held: "Held", moved: "Moved", waiting: "Waiting", other: "Other" },
    lost: "Reported lost",
    requested: "Asked for",
  },

  countdown: {
    name: "Freezes nearest to their hour",
    none: "No open freezes",
    urgency: { calm: "", "at-risk": "At risk", "will-miss": "Will miss", overdue: "Overdue" },
    hop: (hop: number) => `hop ${hop}`,
    past: (seconds: number) => ({
      digits: String(inUnits(seconds).count),
      unit: TIME_UNITS.en[inUnits(seconds).unit],
    }),
  },

  sources: {
    name: "Sources",
    none: "No sources yet",
    lamp: (heard: number, count: number) => `${heard}/${count} sources`,
    silent: (age: string) => `silent ${age}`,
    behind: (age: string) => `behind ${age}`,
    never: "never heard",
    more: (count: number) => `${count} more`,
    moreNormal: "OK",
    moreLacking: (count: number) => `${count} missing`,
  },

  sound: { ready: "Sound on", off: "Sound off", due: "Touch to stop" },

  scenes,

  others: (count: number) => `+${count} more`,
  finding: (finding: Finding, now: number): Sentence => {
    switch (finding.kind) {
      case "awaited":
        return { what: "Waiting for data", where: "" };
      case "overdue":
        return {
          what: `${finding.count} past 60 min`,
          where: `${finding.count > 1 ? "newest " : ""}${places([finding.newest])}`,
        };
      case "will-miss":
        return { what: `${finding.count} will miss 60 min`, where: places(finding.places) };
      case "at-risk":
        return { what: `${finding.count} under 10 min left`, where: places(finding.places) };
      case "below":
        return {
          what: `${METRICS[finding.metric]} ${finding.percent} %`,
          where: `target ${finding.target} %`,
        };
      case "missing":
        return {
          what: `No data${TOPICS[finding.topic]}${finding.since === null ? " yet" : ""}`,
          where: finding.since === null ? "" : `since ${moment(finding.since, now, "en")}`,
        };
      case "silent":
        return {
          what: finding.names.length === 1 ? "Silent" : `${finding.names.length} sources silent`,
          where: listed(finding.names.map(({ en }) => en)),
        };
      case "behind":
        return {
          what: finding.names.length === 1 ? "Behind" : `${finding.names.length} sources behind`,
          where: listed(finding.names.map(({ en }) => en)),
        };
    }
  },
};

function bank(code: string): string {
  return banks[code] ?? code;
}

function places(all: readonly Place[]): string {
  const [only, ...rest] = all;
  return only && rest.length === 0
    ? `${bank(only.bank)} hop ${only.hop}`
    : listed(all.map((place) => bank(place.bank)));
}

/** Two by name, of more only the first, and how many: the sentence is one line. */
function listed(all: readonly string[]): string {
  const names = [...new Set(all)];
  const [first, second, ...rest] = names;
  const named = second === undefined ? (first ?? "") : `${first}, ${second}`;
  return rest.length > 0 ? `${first} and ${rest.length + 1} more` : named;
}
