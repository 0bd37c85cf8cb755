/** What nobody hears of: rules that are on, and of which of their alerts. */
import { describe, expect, it } from "vitest";
import { EVERYTHING, type Scope } from "#wire/access.ts";
import type { Heard, Rule, Unheard } from "#wire/alerts.ts";
import { unheardOf } from "../../backend/alerts/unheard.ts";
import { ruleOf } from "./rules.ts";

const NOW = Date.UTC(2026, 10, 26, 13);
const codes = ["A", "B", "C"].map((code) => ({ kind: "bank", code }));
const heard = (more: Partial<Heard> = {}): Heard => ({ policy: "duty", afterMinutes: 0, ...more });
const about = (...subjects: string[]) => [heard({ subjects })];
const person = (hears: Heard[]) => ({
  ...{
    id: 1,
    hears,
    name: "1",
    lang: "th" as const,
    mostIn10Minutes: 100,
    secret: "",
    channels: [],
    gone: [],
  },
});
/** Nobody is in it: that is another fault than that nobody hears. */
const emptyRota = (hears: Heard[]) => ({
  ...{ id: 1, hears, name: "1", firstDay: 0, overrides: [], holidaysOff: false, holidays: [], shifts: [] },
});
const read = (rule: Partial<Rule>, hears: Heard[], scope: Scope = EVERYTHING) =>
  unheardOf([ruleOf(rule)], { recipients: [person(hears)], rotas: [] }, codes, scope, NOW);
const answer = (by: Unheard["by"], of: string[] | null, ...except: string[]): Unheard[] => [
  { rule: "made", by, of, except },
];
const toBank = (code: string): Scope => ({ ...EVERYTHING, banks: [code] });

describe("of a rule", () => {
  it.each<[string, Partial<Rule>, Heard[], Unheard[]]>([
    ["whose alerts somebody hears, nothing", {}, [heard()], []],
    ["of another policy than anybody hears, all", {}, [heard({ policy: "system" })], answer("bank", null)],
    ["that is off, nothing", { isOn: false }, [], []],
    [
      "of a severity that nobody hears, all",
      { severity: "low" },
      [heard({ severities: ["high"] })],
      answer("bank", null),
    ],
    ["of which one bank is heard, the others", {}, about("bank:B"), answer("bank", ["A", "C"])],
    ["for a bank that is heard, nothing", { only: ["B"] }, about("bank:B"), []],
    [
      "for two banks of which one is heard, the other",
      { only: ["A", "B"] },
      about("bank:B"),
      answer("bank", ["A"]),
    ],
    ["about all together, where banks are named, all", { by: "all" }, about("bank:B"), answer("all", null)],
    ["about sources that everybody hears, nothing", { by: "source" }, [heard()], []],
    [
      "about sources of which one is named, the others",
      { by: "source" },
      about("source:A"),
      answer("source", null, "A"),
    ],
    ["about sources of which none is named, all", { by: "source" }, about("bank:A"), answer("source", null)],
  ])("%s", (_, rule, hears, expected) => expect(read(rule, hears)).toEqual(expected));

  it("that a rota hears, nothing, also while nobody is on duty in it", () => {
    const hearers = { recipients: [], rotas: [emptyRota([heard()])] };
    expect(unheardOf([ruleOf()], hearers, codes, EVERYTHING, NOW)).toEqual([]);
  });

  it("who is limited is told of those inside the limit", () => {
    expect(read({}, about("bank:B"), toBank("A"))).toEqual(answer("bank", null));
    expect(read({}, about("bank:B"), toBank("B"))).toEqual([]);
    expect(read({ by: "source" }, about("source:A"), toBank("A"))).toEqual(answer("source", null));
  });
});
