import type { LoadWords } from "./loadWords.th.ts";

export const words: LoadWords = {
  days: "The last",
  ofDays: (days) => (days === "1" ? "day" : `${days} days`),
  fired: "Alerts",
  taken: "Acknowledged",
  median: "Until acknowledged (median)",
  p90: "Until acknowledged (90 % sooner)",
  untouched: "Over, and nobody had it",
  none: "No messages and no alerts in this time",
  recipients: "Messages by recipient",
  guideline: (steady, flood) =>
    `EEMUA 191: fewer than ${steady} message in 10 minutes on average, and never ${flood} in 10 minutes`,
  state: "Guideline",
  states: { good: "Kept", watch: "Over it", broken: "Flood" },
  name: "Recipient",
  messages: "Messages",
  inTen: "On average in 10 min",
  most: "Most in 10 min",
  mostAt: "When",
  episodes: "Alerts",
  rules: "Rules that cause most",
  rule: "Rule",
};
