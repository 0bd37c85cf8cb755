import type { Finding, Rule } from "#wire/alerts.ts";
import { EVENT_TYPES } from "#wire/events.ts";
import type { Look, SenderLamp } from "../../backend/alerts/findings.ts";

/** A rule of a made objective; five minutes until it fires, two until it has recovered. */
export const ruleOf = (changes: Partial<Rule> = {}): Rule => ({
  id: "made",
  version: 1,
  from: 0,
  nameTh: "กฎทดสอบ",
  nameEn: "made rule",
  condition: "made-objective",
  by: "bank",
  only: null,
  isOn: true,
  severity: "high",
  policy: "duty",
  opens: "bad",
  recovers: "good",
  forSeconds: 300,
  keepSeconds: 120,
  noData: "hold",
  turns: 3,
  chatterSeconds: 1_800,
  quietSeconds: 1_800,
  chainHours: 24,
  runbookTh: "โทรหาธนาคาร",
  runbookEn: "Call the bank",
  ...changes,
});

export const findingOf = (changes: Partial<Finding> = {}): Finding => ({
  condition: "made-objective",
  subject: { by: "bank", of: "KBANK" },
  kind: "bad",
  why: "below-target",
  numerator: "5",
  denominator: "14",
  target: { p: 95, q: 100 },
  window: null,
  state: "settled",
  missing: [],
  isBelieved: false,
  facts: {},
  ...changes,
});

/** A source that is heard, and may send everything. */
export const lampOf = (more: Partial<SenderLamp> = {}): SenderLamp => ({
  ...{ name: "bus", nameTh: "bus", heard: 0, silent: false, behind: false, clockOffSeconds: null },
  ...{ simulated: false, types: EVENT_TYPES, banks: null, agencies: null },
  ...more,
});

/** A look at nothing. */
export const lookAt = (now: number): Look => ({
  now,
  verdicts: [],
  metrics: new Map(),
  missedOf: () => null,
  deadlines: [],
  victims: new Map(),
  dueAt: null,
  lamps: [],
  screens: [],
  warnings: [],
  banks: [],
  agencies: [],
});
