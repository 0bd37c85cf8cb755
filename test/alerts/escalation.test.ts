/** Who hears of which alert: by its policy, its severity and what it is about. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { type Heard, POLICIES, SEVERITIES, type Subject } from "#wire/alerts.ts";
import { decide } from "../../backend/alerts/decide.ts";
import type { Episode } from "../../backend/alerts/episode.ts";
import { chainOf, chainsAt, type Labels, type Step } from "../../backend/alerts/escalation.ts";
import type { StoredRecipient } from "../../backend/alerts/recipientQueries.ts";
import type { StoredRota } from "../../backend/alerts/rotaQueries.ts";
import { findingOf, ruleOf } from "./rules.ts";

const NOW = Date.UTC(2026, 10, 26, 13);
const person = (id: number, hears: Heard[]): StoredRecipient => ({
  ...{ id, hears, name: String(id), lang: "th", mostIn10Minutes: 100, secret: "", channels: [], gone: [] },
});
/** @param who is always on duty in it */
const rotaOf = (id: number, who: number, hears: Heard[]): StoredRota => ({
  ...{ id, hears, name: String(id), firstDay: 0, overrides: [], holidaysOff: false, holidays: [] },
  shifts: [{ from: 0, until: 0, turn: "daily", people: [who] }],
});
const bank = (of: string): Subject => ({ by: "bank", of });
const ALL: Subject = { by: "all", of: null };
const heard = (more: Partial<Heard> = {}): Heard => ({ policy: "duty", afterMinutes: 0, ...more });
const alert = (more: Partial<Labels> = {}): Labels => ({
  ...{ policy: "duty", severity: "high", subject: bank("KBANK") },
  ...more,
});

describe("who hears of an alert", () => {
  const only = (...severities: Heard["severities"] & {}) => [heard({ severities })];
  const about = (...subjects: string[]) => [heard({ subjects })];
  const twice = [
    heard({ severities: ["high"] }),
    heard({ severities: ["medium"], afterMinutes: 10 }),
    heard({ subjects: ["bank:KBANK"], afterMinutes: 10 }),
  ];
  it.each<[string, Heard[], Labels, minutes: number[]]>([
    ["everything, where nothing is said", [heard()], alert(), [0]],
    ["everything that is about all together too", [heard()], alert({ subject: ALL }), [0]],
    ["not of another policy", [heard()], alert({ policy: "system" }), []],
    ["of a severity that is named", only("high", "low"), alert({ severity: "low" }), [0]],
    ["not of another severity", only("high", "low"), alert({ severity: "medium" }), []],
    ["of a subject that is named", about("bank:SCB", "bank:KBANK"), alert(), [0]],
    ["not of another subject", about("bank:SCB"), alert(), []],
    ["not of another dimension with the same code", about("source:KBANK"), alert(), []],
    ["not of a code that begins alike", about("bank:KB"), alert(), []],
    ["not of all together, where subjects are named", about("bank:KBANK"), alert({ subject: ALL }), []],
    [
      "not of the server, where subjects are named",
      about("bank:KBANK"),
      alert({ subject: { by: "server", of: null } }),
      [],
    ],
    ["of what both name", [heard({ severities: ["high"], subjects: ["bank:KBANK"] })], alert(), [0]],
    [
      "not of what one of them names",
      [heard({ severities: ["low"], subjects: ["bank:KBANK"] })],
      alert(),
      [],
    ],
    ["by each entry that names it", twice, alert(), [0, 10]],
    ["once by entries of the same minute", twice, alert({ severity: "medium" }), [10]],
  ])("%s", (_, hears, of, minutes) => {
    const told = (chain: ReturnType<typeof chainOf>) =>
      chain.flatMap(({ afterMinutes, recipients }) => recipients.map((id) => [id, afterMinutes]));
    const expected = minutes.map((minute) => [1, minute]);
    expect(told(chainOf({ recipients: [person(1, hears)], rotas: [] }, of, NOW))).toEqual(expected);
    // Whoever is on duty in a rota hears what the rota does.
    const rotas = [rotaOf(7, 1, hears)];
    const onDuty = chainOf({ recipients: [person(1, [])], rotas }, of, NOW);
    expect(told(onDuty)).toEqual(expected);
    expect(onDuty.map(({ duty }) => [...duty])).toEqual(minutes.map(() => [[1, [7]]]));
    // Where nobody is on duty, only a rota that hears of it has a hole.
    expect(chainOf({ recipients: [], rotas }, of, NOW).map(({ unmanned }) => unmanned)).toEqual(
      minutes.map(() => [7]),
    );
  });

  it("is by the minute: a step without anybody is none", () => {
    const recipients = [person(1, [heard()]), person(2, [heard({ severities: ["low"], afterMinutes: 5 })])];
    const minutesOf = (of: Labels) =>
      chainOf({ recipients, rotas: [] }, of, NOW).map(({ afterMinutes }) => afterMinutes);
    expect(minutesOf(alert())).toEqual([0]);
    expect(minutesOf(alert({ severity: "low" }))).toEqual([0, 5]);
  });
});

const SUBJECTS: Subject[] = [
  bank("A"),
  bank("B"),
  { by: "province", of: "A" },
  ALL,
  { by: "source", of: "a:b" },
];
const NAMES = ["bank:A", "bank:B", "province:A", "source:a:b", "screen:hall"];
const anyHeard: fc.Arbitrary<Heard> = fc
  .record(
    {
      policy: fc.constantFrom(...POLICIES),
      afterMinutes: fc.constantFrom(0, 1, 10),
      severities: fc.subarray([...SEVERITIES], { minLength: 1 }),
      subjects: fc.subarray(NAMES, { minLength: 1 }),
    },
    { requiredKeys: ["policy", "afterMinutes"] },
  )
  .map((each) => each as Heard);
const anyAlert: fc.Arbitrary<Labels> = fc.record({
  policy: fc.constantFrom(...POLICIES),
  severity: fc.constantFrom(...SEVERITIES),
  subject: fc.constantFrom(...SUBJECTS),
});

const LAST = 11;
/** All that an alert says until its chain is at its end, while nobody takes it. @param at its labels and its chain then */
function lifeOf(at: (minute: number) => { of: Labels; chain: Step[] }) {
  const said: { kind: string; recipients: readonly number[]; minute: number }[] = [];
  let was: Episode | null = null;
  // Some times at each minute: a step after one without anybody is a change of its own.
  for (let look = 0; look <= 4 * LAST; look++) {
    const minute = Math.floor(look / 4);
    const { of, chain } = at(minute);
    const world = { silent: new Set<string>(), burning: new Map<string, number>(), chain };
    const rule = ruleOf({ ...of, by: of.subject.by, forSeconds: 0 });
    const { next, say } = decide(rule, was, findingOf({ subject: of.subject }), world, NOW + minute * MINUTE);
    was = next;
    for (const intent of say)
      if (intent.kind !== "resolve") said.push({ kind: intent.kind, recipients: intent.recipients, minute });
  }
  return said;
}

/** The minutes at which these entries name an alert. */
const minutesFor = (hears: readonly Heard[], { policy, severity, subject: { by, of: code } }: Labels) =>
  hears
    .filter((heard) => heard.policy === policy)
    .filter(({ severities = SEVERITIES }) => severities.some((each) => each === severity))
    .filter(({ subjects }) => !subjects || subjects.some((each) => each === `${by}:${code}`))
    .map(({ afterMinutes }) => afterMinutes);

it("of any alert exactly those are told who hear of it, each once, at the first minute that they say", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(anyHeard, { maxLength: 4 }), { maxLength: 5 }),
      fc.array(fc.tuple(fc.nat(5), fc.array(anyHeard, { maxLength: 3 })), { maxLength: 2 }),
      fc.array(anyAlert, { minLength: 1, maxLength: 8 }),
      (people, duties, alerts) => {
        const recipients = people.map((hears, place) => person(place + 1, hears));
        // Of some rotas the person is no recipient any more: nobody is on duty.
        const rotas = duties.map(([who, hears], place) => rotaOf(place + 1, who + 1, hears));
        const chainFor = chainsAt({ recipients, rotas }, NOW);
        for (const of of alerts) {
          const minutes = (hears: readonly Heard[]) => minutesFor(hears, of);
          const manned = rotas.map(({ hears, shifts }) => ({
            who: shifts[0]!.people[0]!,
            at: minutes(hears),
          }));
          // A rota without anybody hurries what comes after it; then the minutes are not those of the chain.
          const isHurried = manned.some(({ who, at }) => who > recipients.length && at.length > 0);
          const expected = recipients.flatMap(({ id, hears }) => {
            const all = [
              ...minutes(hears),
              ...manned.filter(({ who }) => who === id).flatMap(({ at }) => at),
            ];
            return all.length > 0 ? [[id, Math.min(...all)]] : [];
          });
          const firings = lifeOf(() => ({ of, chain: chainFor(of) })).filter(({ kind }) => kind === "firing");
          const told = firings.flatMap(({ recipients: ids, minute }) => ids.map((id) => [id, minute]));
          told.sort(([a], [b]) => a! - b!);
          if (isHurried) expect(told.map(([id]) => id)).toEqual(expected.map(([id]) => id));
          else expect(told).toEqual(expected);
        }
      },
    ),
    { numRuns: 300 },
  );
});

/** What somebody hears, before a change and after it; null: who was removed, or is not there yet. */
const anyChange = fc.tuple(
  fc.option(fc.array(anyHeard, { maxLength: 3 }), { freq: 4 }),
  fc.option(fc.array(anyHeard, { maxLength: 3 }), { freq: 4 }),
);
it("of an alert whose hearers or severity change while it is open nobody is passed over, and nobody told twice", () => {
  fc.assert(
    fc.property(
      fc.array(anyChange, { minLength: 1, maxLength: 5 }),
      // Rotas keep their people, whose ids are no others; some rotas come or go.
      fc.array(fc.tuple(anyChange, fc.boolean()), { maxLength: 2 }),
      anyAlert,
      fc.constantFrom(...SEVERITIES),
      fc.integer({ min: 1, max: LAST - 1 }),
      (people, duties, before, severity, changed) => {
        const after = { ...before, severity };
        const hearersOf = (place: 0 | 1) => ({
          recipients: [
            ...people.flatMap((each, index) => (each[place] ? [person(index + 1, each[place])] : [])),
            // Those of rotas hear of nothing on their own.
            ...duties.map((_, index) => person(100 + index, [])),
          ],
          rotas: duties.flatMap(([each, isManned], index) =>
            each[place] ? [rotaOf(index + 1, isManned ? 100 + index : 999, each[place])] : [],
          ),
        });
        const chains = [chainOf(hearersOf(0), before, NOW), chainOf(hearersOf(1), after, NOW)] as const;
        const said = lifeOf((minute) =>
          minute < changed ? { of: before, chain: chains[0] } : { of: after, chain: chains[1] },
        );
        const told = said
          .filter(({ kind }) => kind === "firing")
          .flatMap(({ recipients, minute }) => recipients.map((id) => [id, minute] as const));
        expect(new Set(told.map(([id]) => id)).size).toBe(told.length);
        // Who hears of it again is at a step that tells it for the first time, or comes on duty.
        const steps = said.flatMap(({ kind, recipients }) => (kind === "reminder" ? recipients : []));
        for (const id of new Set(steps)) {
          const own = id < 100 ? people[id - 1]! : duties[id - 100]![0];
          const minutes = new Set([...minutesFor(own[0] ?? [], before), ...minutesFor(own[1] ?? [], after)]);
          expect(steps.filter((each) => each === id).length).toBeLessThan(minutes.size);
        }
        // A step without anybody hurries those that follow: then the minutes are not those of the chain.
        const isHurried = chains.some((chain) => chain.some(({ unmanned }) => unmanned.length > 0));
        const all = [
          ...people.map((each, index) => [index + 1, each] as const),
          ...duties.flatMap(([each, isManned], index) => (isManned ? [[100 + index, each] as const] : [])),
        ];
        for (const [who, [own, later]] of all) {
          const first = Math.min(...minutesFor(own ?? [], before));
          // Also where that minute was taken by then.
          const second = Math.max(changed, Math.min(...minutesFor(later ?? [], after)));
          const expected = first < changed ? first : second;
          const at = told.find(([id]) => id === who)?.[1] ?? Number.POSITIVE_INFINITY;
          if (!isHurried) expect(at).toBe(expected);
        }
      },
    ),
    { numRuns: 300 },
  );
});
