import type { Words } from "./words.th.ts";

const DIMENSION = new Map([
  ["bank", "Bank"],
  ["hop", "Hop"],
  ["scamType", "Scam type"],
  ["province", "Province"],
  ["channel", "Channel"],
  ["agency", "Agency"],
  ["queue", "Queue"],
]);
const LAST = new Map([
  ["offered", "ringing"],
  ["filed", "filed"],
  ["linked", "duplicate"],
  ["requested", "no answer yet"],
  ["confirmed", "held"],
  ["made", "made"],
]);

export const words: Words = {
  title: "Explore",
  form: "Question",
  metric: "Figure",
  from: "From",
  to: "Before",
  step: "By",
  steps: { minute: "minute", hour: "hour", day: "day", total: "the whole window" },
  by: "Sliced by",
  notBy: "not sliced",
  every: (dimension) => `Every ${dimension.toLowerCase()}`,
  dimension: (name) => DIMENSION.get(name) ?? name,
  noCode: "None (outside the account's limits)",
  hop: (code) => `Hop ${code}`,
  against: "Compared with",
  notAgainst: "nothing",
  againsts: {
    before: "the window before",
    week: "the week before, same weekday",
    year: "52 weeks before, same weekday",
  },
  againstShort: { before: "Before", week: "Week before", year: "52 weeks before" },
  asOf: "As known at",
  latest: "latest",
  readAgain: "Read again",
  wholeKnown: (moment) => `the total as known at ${moment}`,
  known: (moment) => `As known at ${moment}`,
  windows: { today: "Today", yesterday: "Yesterday", week: "7 days", month: "30 days", year: "1 year" },
  noted: "What happened",
  moreNoted: (count) => `and ${count} more`,
  moreHolidays: (count) => `and ${count} more days`,
  byPlace: "Days are compared by their place in the window, holiday or not",
  copyMoment: "Copy link to this moment",
  copied: "Link copied: whoever opens it sees the same figures as known at the same moment",
  notCopied: "The link could not be copied; take it from the address bar",
  choose: "Choose figures",
  chooseNote: (most) => `Up to ${most}; each has a chart of its own`,
  find: (count) => `Search ${count} figures`,
  done: "Use these figures",
  cancel: "Cancel",
  most: "That is as many as fit; remove one to choose another",
  kinds: {
    freezes: "Freezes",
    calls: "Calls",
    reports: "Cases",
    refunds: "Refunds",
    arrests: "Arrests",
    lines: "Lines",
  },
  units: { count: "", satang: "baht", seconds: "s", minutes: "min", share: "%" },
  of: (part, all) => `${part} of ${all}`,
  definition: "Definition",
  high: "higher is better",
  low: "lower is better",
  few: (least) => `fewer than ${least}: counts, not a share`,
  drawn: (shown, of) => `The chart has the ${shown} largest of ${of}; the table has all`,
  denominator: "Denominator",
  missed: "missed",
  now: "This window",
  table: "Table",
  columns: {
    metric: "Figure",
    at: "Time",
    value: "Value",
    numerator: "Numerator",
    denominator: "Denominator",
    difference: "Difference",
    differencePoints: "Difference (points)",
    state: "State",
    age: "Heard at",
    behind: "Behind it",
  },
  states: { open: "running", provisional: "provisional", settled: "settled", "no-data": "no data" },
  toCome: "not yet",
  missing: (names) => `without ${names}`,
  never: "never",
  nothing: "No rows",
  rows: (from, to, of) => `Rows ${from}–${to} of ${of}`,
  previous: "Previous",
  next: "Next",
  asking: "Reading the figures",
  partial: "the newest part first; reading the rest",
  shown: (count) => `${count} rows`,
  printing: {
    title: "Drawing the PDF",
    seconds: (seconds) => `${seconds} s so far`,
    cancel: "Cancel",
    refused: "The PDF cannot be made",
  },
  refused: "This question cannot be answered",
  notCompared: "It cannot be compared",
  simulated: "Simulated",
  why: (why) => {
    switch (why.kind) {
      case "no-metric":
        return { what: "No figure is chosen", repair: "Use “Frozen within 60 min”" };
      case "unreadable":
        return { what: "The window cannot be read: a day, or a time with an offset", repair: "Show today" };
      case "from-after-to":
        return { what: "The window must begin before it ends", repair: "Swap beginning and end" };
      case "not-yet":
        return { what: "This window lies in the future: it has no figures yet", repair: "Show today" };
      case "as-of-future":
        return { what: "“As known at” must not lie in the future", repair: "Show what is known now" };
      case "as-of-unreadable":
        return { what: "The moment of “as known at” cannot be read", repair: "Show what is known now" };
      case "unknown-metric":
        return { what: `There is no figure ${why.id}`, repair: "Show those that there are" };
      case "not-sliced":
        return {
          what: `${why.metric} has no ${words.dimension(why.name).toLowerCase()}; it has ${
            why.has.map((name) => words.dimension(name).toLowerCase()).join(", ") || "no slices"
          }`,
          repair: "Leave out what it has not",
        };
      case "unknown-code":
        return {
          what: `There is no ${words.dimension(why.name).toLowerCase()} ${why.code}`,
          repair: `Leave out ${why.code}`,
        };
      case "not-aligned":
        return {
          what: `By ${words.steps[why.step]} the window must begin and end with a whole ${words.steps[why.step]}`,
          repair: `Widen it to whole ${words.steps[why.step]}s`,
        };
      case "too-many":
        return {
          what: `The window has ${why.buckets.toLocaleString("en-US")} buckets; the page shows at most 100,000 rows`,
          repair: `Ask by ${words.steps[why.instead]}`,
        };
    }
  },
  behind: "What stands behind it",
  closeBehind: "Close what stands behind it",
  notOpened: "What stands behind this figure cannot be shown",
  arithmetic: "Arithmetic",
  lists: {
    of: "All",
    above: "Numerator",
    below: "Denominator",
    rest: "What is missing (denominator − numerator)",
  },
  entities: (text) => `${text} entries`,
  matches: "exactly the figure",
  differs: "not the figure: raw events of this time are no longer kept",
  entity: "Id",
  where: "Of",
  course: "Opened–answered",
  notYet: "no answer yet",
  adds: "Adds",
  last: (slot) => LAST.get(slot) ?? slot,
  eventsOf: (id) => `Raw events of ${id}`,
  closeEvents: "Close the raw events",
  revision: (number) => `revision ${number}`,
  counts: "counts",
  superseded: "superseded",
  happened: "happened",
  received: "received",
  read: (shown, of) => `${shown} of ${of} entries`,
  more: "Show more",
  tokens: "Ids are tokens as the sources sent them; there are no account numbers or names of persons",
  instead: { latest: "Show what is known now", day: "Ask by day", notBy: "Do not slice" },
};
