import { inLargestUnit } from "#writing/durations.ts";
import { count } from "#writing/numbers.ts";
import { words as heard } from "./hearsWords.en.ts";
import type { RuleWords } from "./ruleWords.th.ts";

const lengthOf = (minutes: number) => inLargestUnit(60 * minutes, "en");

export const words: RuleWords = {
  list: "Rules of alerts",
  on: "On",
  off: "Off",
  unheard: (except, more) =>
    except.length === 0
      ? "Nobody is told: no recipient and no rota hears of this rule"
      : `Nobody is told, but of ${except.join(", ")}${more > 0 ? ` and ${count(more)} more` : ""}`,
  unheardOf: (names, more) =>
    `Nobody is told of ${names.join(", ")}${more > 0 ? ` and ${count(more)} more` : ""}`,
  version: (version) => `version ${version}`,
  open: "View",
  back: "Back to the rules",
  title: (name) => `Rule: ${name}`,
  isOn: "This rule is on",
  nameTh: "Name in Thai",
  nameEn: "Name in English",
  missing: "Enter both names, and times from 0 to 1,440 minutes",
  severity: "Severity",
  severities: heard.severities,
  policy: "Tells who hears of",
  opens: "Opens an alert when",
  opensAt: { bad: "below the objective", between: "in the watch band, or below the objective" },
  burning: ({ longMinutes, shortMinutes }) =>
    `It looks at how fast cases miss: those whose time ran out in the last ${lengthOf(longMinutes)}, while some still miss in the last ${lengthOf(shortMinutes)}. How many are too many, the objective says.`,
  forMinutes: "Must hold so long (minutes) before it is told",
  keepMinutes: "Must be well so long (minutes) before it is over",
  noData: "Without data",
  noDatas: {
    hold: "keep what is known",
    alert: "open an alert that data are missing",
    bad: "take it as below the objective",
    good: "take it as well",
  },
  only: "Only these codes",
  onlyHint: "Separated by commas; empty means all. For example KBANK, SCB",
  runbookTh: "What to do (Thai)",
  runbookEn: "What to do (English)",
  save: "Save as a new version",
  saveNote: "In force at once: what is open is judged by it from now on.",
  onlyAdministrators: "Only administrators can save it",
  saved: (name) => `${name} was saved`,
  refused: "That was not done",

  tryTitle: "If this rule had been there",
  tryNote:
    "Judged at every minute as alerts are judged. Nothing is sent or changed. It takes what stands in the form, saved or not, and counts as if nobody had acknowledged or muted anything.",
  range: "The last",
  days: (days) => (days === 365 ? "year" : `${days} days`),
  try: "Try it on the past",
  phases: { reading: "Reading", judging: "Judging" },
  read: (done, of) => `${count(done)} of ${count(of)} records`,
  judged: (done, of) => `day ${count(done)} of ${count(of)}`,
  left: "Leaving this page cancels it",
  cancel: "Cancel",
  failed: "It was not tried",
  fired: (times, days) =>
    times === 0
      ? `It would not have told anybody in the last ${days}`
      : `It would have fired ${times === 1 ? "once" : `${count(times)} times`} in the last ${days}`,
  endedEarly: (times) =>
    times === 1
      ? "Another one was over too soon to be told"
      : `Another ${count(times)} were over too soon to be told`,
  shown: (shown) => `The newest ${count(shown)} are shown`,
  stale: "The form was changed after this: try again to see what it does now",
  messages: "Messages that each would have got",
  recipient: "Recipient",
  rota: (name) => `${name} (whoever is on duty)`,
  perDay: "A day, on average",
  total: "In all",
  most: "Most on one day",
  nobody: "No recipient hears of rules of this kind",
  episodes: "Alerts that it would have opened",
  subject: "Of",
  whole: "the whole",
  since: "Broken since",
  firedAt: "Told at",
  until: "Over at",
  notOver: "still open",
  worst: "Worst",
  worstOf: (bad, of) => `${count(bad)} of ${count(of)} missed`,
  atOnce: (bad) => `${count(bad)} at once`,
  cause: "Kind",
  causes: { limit: "limit", "no-data": "no data", unstable: "unstable" },
};
