import { moment } from "#writing/dates.ts";
import { count } from "#writing/numbers.ts";
import { warningText } from "../figures/warnings.ts";
import type { BankHop, Finding } from "./situation.ts";
import type { BankName, Sentence, Words } from "./words.th.ts";

const METRICS: Record<string, string> = {
  "calls.service_level": "Answered in 20 s",
  "freezes.sla_60m": "Held in 60 min",
};
const TOPICS = { calls: " on calls", freezes: " on freezes", all: "" };

/** The words of the frame, in English. */
export const words: Words = {
  centre: "AOC 1441",
  simulated: "Simulated",
  normal: "Normal",
  failed: "This screen cannot be shown; reported, trying again",
  screenClock: "This screen’s clock",
  lost: (at: string) => `Connection lost — last data ${at}`,
  trouble: {
    server: { what: "No connection", where: "the server does not answer" },
    blocked: { what: "No connection", where: "a proxy blocks WebSocket" },
    full: { what: "No connection", where: "too many screens" },
    silent: { what: "No data yet", where: "connected to the server" },
  },
  polling: "Backup line",
  lamp: (heard: number, count: number) => `${heard}/${count} sources`,
  sound: { ready: "Sound on", off: "Sound off", due: "Touch to stop" },
  others: (count: number) => `+${count} more`,
  alerts: "Open alerts",
  nobody: "Nobody has it",
  takenBy: {
    viewer: "Acknowledged",
    analyst: "Acknowledged",
    commander: "Commander has it",
    admin: "Administrator has it",
    unknown: "Acknowledged",
  },
  unjudged: "New alerts are not known",
  more: (of: number) => `${count(of)} more`,
  unacknowledged: (of: number) => `${count(of)} nobody has`,
  allTaken: "all acknowledged",
  named: (names: readonly string[]) => listed(names),
  sources: {
    none: "No sources yet",
    complete: (count: number) => `All sources ${count}/${count}`,
    heard: (heard: number, count: number) => `Sources ${heard}/${count}`,
    lacking: (lacking: number, count: number) => `${lacking} of ${count} sources missing`,
    never: (names: string) => `never sent: ${names}`,
    clock: (name: string, by: string, isFast: boolean) => `${name}'s clock ${isFast ? "+" : "−"}${by}`,
    slowest: (name: string, age: string) => `slowest ${name} ${age}`,
  },
  finding: (finding: Finding, now: number, bank: BankName): Sentence => {
    switch (finding.kind) {
      case "awaited":
        return { what: "Waiting for data", where: "" };
      case "overdue":
        return {
          what: `${finding.count} past 60 min`,
          where: `${finding.count > 1 ? "newest " : ""}${hops([finding.newest], bank)}`,
        };
      case "will-miss":
        return { what: `${finding.count} will miss 60 min`, where: hops(finding.hops, bank) };
      case "at-risk":
        return { what: `${finding.count} near 60 min`, where: hops(finding.hops, bank) };
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
      case "warning":
        return warningText(finding.warning, now, "en");
      case "alerts":
        return {
          what: `${count(finding.open)} open ${finding.open === 1 ? "alert" : "alerts"}`,
          where: finding.unacknowledged > 0 ? words.unacknowledged(finding.unacknowledged) : words.allTaken,
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

function hops(all: readonly BankHop[], bank: BankName): string {
  const [only, ...rest] = all;
  return only && rest.length === 0 && only.hop !== null
    ? `${bank(only.bank)} hop ${only.hop}`
    : listed(all.map((hop) => bank(hop.bank)));
}

/** One or two names, or the first name and a count, so that the sentence fits on one line. */
function listed(all: readonly string[]): string {
  const names = [...new Set(all)];
  const [first, second, ...rest] = names;
  const named = second === undefined ? (first ?? "") : `${first}, ${second}`;
  return rest.length > 0 ? `${first} and ${rest.length + 1} more` : named;
}
