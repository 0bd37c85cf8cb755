import type { Words } from "./situationWords.th.ts";

export const words: Words = {
  label: "Situation",
  unwatched: "Not watched yet",
  noRules: "no rule is on",
  unjudged: "Alerts are not judged",
  since: (at) => (at === null ? "they never were" : `since ${at}`),
  none: "No open alerts",
  ofYours: "of your part alone",
  waiting: "Waiting for data",
  unread: "The situation could not be read yet",
};
