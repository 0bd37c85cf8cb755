import { Type } from "@sinclair/typebox";
import { startOfMinute } from "#calendar/days.ts";
import { DAY, MINUTE } from "#calendar/units.ts";
import { BACKTEST, CHANGED_RULE, NEW_BACKTEST, RULE, UNHEARD } from "#wire/alertRules.schema.ts";
import type { RuleBody } from "#wire/alerts.ts";
import { freeText, oneOf } from "#wire/schema.ts";
import type { BurnPair } from "#wire/sla.ts";
import { Reply, route } from "../http/route.ts";
import { Fault } from "../kit/fault.ts";
import { inLines } from "./backtestLines.ts";
import { NAMELESS, requireCodes } from "./codes.ts";
import { CONDITIONS, isSamePair } from "./findings.ts";
import { extentsOfRule, rulesWithin } from "./inScope.ts";
import type { AlertNeeds } from "./routes.ts";
import { unheardOf } from "./unheard.ts";

const RULE_ID = Type.Object({
  id: freeText(40, {
    pattern: "^[a-z][a-z0-9-]*$",
    description: "the id of a rule: a small letter first, then small letters, digits and hyphens, 40 at most",
  }),
});
const RULE_EXAMPLE = {
  nameTh: "กสิกรไทยระงับช้า",
  nameEn: "KBANK is late",
  condition: "freeze-overdue",
  by: "bank",
  only: ["KBANK"],
  isOn: true,
  severity: "high",
  policy: "duty",
  opens: "bad",
  recovers: "good",
  forSeconds: 0,
  keepSeconds: 120,
  noData: "hold",
  turns: 3,
  chatterSeconds: 1_800,
  quietSeconds: 1_800,
  chainHours: 24,
  runbookTh: "โทรหาธนาคาร",
  runbookEn: "Call the bank",
} as const;
const BURN_EXAMPLE = {
  ...RULE_EXAMPLE,
  nameTh: "ระงับไม่ทัน 60 นาทีถี่ขึ้น",
  nameEn: "Freezes miss their hour fast",
  condition: "freeze-60m",
  burn: { longMinutes: 60, shortMinutes: 15 },
  by: "all",
  only: null,
} as const;
/** A look back is over a year at most. */
const LONGEST_MS = 366 * DAY;

export const RULE_ROUTES = [
  route({
    method: "GET",
    path: "/v1/alerts/rules",
    right: "read",
    limit: "within",
    summary: "What opens an alert: each rule in the version that is in force",
    description: "Who is limited is told of those that name nobody outside the limit.",
    answer: Type.Array(RULE),
    examples: [{ what: "All rules" }],
    run: async ({ alerts }: AlertNeeds, { visitor: { scope } }) => rulesWithin(await alerts.rules(), scope),
  }),
  route({
    method: "GET",
    path: "/v1/alerts/unheard",
    right: "read",
    limit: "within",
    summary: "What nobody hears of: rules that are on, and of which of their alerts nobody would be told",
    description: "Who is limited is told of what lies inside the limit.",
    answer: Type.Array(UNHEARD),
    examples: [{ what: "All of it" }],
    run: async ({ alerts, codes, clock }: AlertNeeds, { visitor: { scope } }) =>
      unheardOf(rulesWithin(await alerts.rules(), scope), await alerts.hearers(), codes, scope, clock.now()),
  }),
  route({
    method: "PUT",
    path: "/v1/alerts/rules/:id",
    right: "administer",
    limit: {
      of: async ({ alerts }: AlertNeeds, { params: { id }, body }) => [
        ...extentsOfRule(body),
        ...(await alerts.rules()).filter((rule) => rule.id === id).flatMap(extentsOfRule),
      ],
    },
    summary: "Makes a rule, or a new version of it; what is open is judged by it from now on",
    description: "What the newest version says already makes none: it is answered.",
    params: RULE_ID,
    body: CHANGED_RULE,
    answer: RULE,
    faults: ["bad-request", "changed-meanwhile"],
    examples: [
      {
        what: "Freezes that are overdue, of one bank",
        params: { id: "kbank-overdue" },
        body: RULE_EXAMPLE,
      },
      {
        what: "Freezes that miss their hour so fast that the day would be lost",
        params: { id: "all-misses" },
        body: BURN_EXAMPLE,
      },
    ],
    run: async (needs: AlertNeeds, { params: { id }, body, doer, requireWithin }) => {
      await requireSound(needs, body);
      return needs.alerts.putRule(id, body, doer, requireWithin);
    },
  }),
  route({
    method: "POST",
    path: "/v1/alerts/backtest",
    right: "command",
    limit: { of: (_needs: AlertNeeds, { body: { rule } }) => extentsOfRule(rule) },
    summary: "Tries a rule on what is stored: which alerts it would have told, and how many messages",
    description:
      "The rule is judged at each whole minute of the range, as alerts are judged, and nothing is changed or sent. Cases are taken as they are known now, at the time of their events; objectives by the versions that were in force, exclusions as they stand. It begins with nothing open. What silent sources, screens and disks did is not stored: such conditions are `bad-request`. `progress=lines` answers with a line of JSON for each step, `{ phase, done, of }`, and a last one with `{ backtest }` or with `{ problem }`; hang up to end it.",
    query: Type.Object({ progress: Type.Optional(oneOf(["lines"])) }),
    body: NEW_BACKTEST,
    answer: BACKTEST,
    replies: { "application/x-ndjson": "How far it has come, and the same answer in the last line." },
    faults: ["bad-request", "unavailable"],
    rules: (_needs, { body: { from, until } }) =>
      typeof from !== "number" || typeof until !== "number"
        ? []
        : until - from < MINUTE
          ? ["until: must be a minute after from, or more"]
          : until - from > LONGEST_MS
            ? ["until: must be a year after from at most"]
            : [],
    examples: [
      {
        what: "Freezes that were overdue at one bank, in November",
        body: { rule: RULE_EXAMPLE, from: 1_793_466_000_000, until: 1_796_058_000_000 },
      },
    ],
    async run(needs: AlertNeeds, { body: { rule, from, until }, query, signal }) {
      await requireSound(needs, rule);
      // What is not over is not known yet.
      const range = { from: startOfMinute(from), until: startOfMinute(Math.min(until, needs.clock.now())) };
      const steps = needs.alerts.tryRule(rule, range, signal);
      if (query.progress) return new Reply({ "Content-Type": "application/x-ndjson" }, inLines(steps));
      for (;;) {
        const step = await steps.next();
        if (step.done) return step.value;
      }
    },
  }),
];

const pairSaid = ({ longMinutes, shortMinutes }: BurnPair) => `${longMinutes} and ${shortMinutes} minutes`;

/** @param pairs those of the objective as it is now, or will be */
function requirePair(burn: BurnPair, condition: string, pairs: readonly BurnPair[]) {
  if (pairs.length === 0)
    throw new Fault("bad-request", `burn: ${condition} has no windows in which a budget is used up`);
  if (!pairs.some((pair) => isSamePair(pair, burn)))
    throw new Fault(
      "bad-request",
      `burn: ${condition} has no windows of ${pairSaid(burn)}; it has ${pairs.map(pairSaid).join("; ")}`,
    );
}

/** Throws `bad-request` for a rule of what nobody judges, or of whom nobody is: it would never open an alert. */
async function requireSound({ objectives, codes }: AlertNeeds, { condition, burn, by, only }: RuleBody) {
  const judged = new Map<string, readonly string[]>(
    Object.entries(CONDITIONS).map(([name, subject]) => [name, [subject]]),
  );
  const versions = await objectives();
  for (const { id, by: dimensions } of versions) judged.set(id, [...(judged.get(id) ?? []), ...dimensions]);
  const subjects = judged.get(condition);
  if (!subjects)
    throw new Fault(
      "bad-request",
      `condition: there is no ${condition}; there are ${[...judged.keys()].join(", ")}`,
    );
  if (!subjects.includes(by))
    throw new Fault(
      "bad-request",
      `by: ${condition} is judged by ${[...new Set(subjects)].join(", ")}, not by ${by}`,
    );
  if (burn) requirePair(burn, condition, versions.findLast(({ id }) => id === condition)?.burn ?? []);
  if (only === null) return;
  if (only.length === 0) throw new Fault("bad-request", "only: names nobody; null is for all");
  if (NAMELESS.includes(by)) throw new Fault("bad-request", `only: by ${by} nobody is named`);
  requireCodes(codes, "only", by, only);
}
