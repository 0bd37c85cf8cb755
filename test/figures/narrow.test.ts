import { describe, expect, it } from "vitest";
import { EVERYTHING, type Scope, sourcesWithin } from "#wire/access.ts";
import type { Question } from "#wire/figures.ts";
import { banksWithin, narrow } from "../../backend/figures/narrow.ts";
import type { CoveringSource } from "../../backend/figures/state.ts";
import { textOf } from "../dependencies.ts";

const WINDOW = { from: 0, until: 60_000, step: "total" } as const;
const scopeOf = (limits: Partial<Scope>): Scope => ({ ...EVERYTHING, ...limits });
const ask = (metrics: string[], limits: Partial<Scope>, more: Partial<Question> = {}) =>
  narrow({ ...WINDOW, metrics, ...more }, scopeOf(limits));

describe("a question", () => {
  it.each<[string, Partial<Scope>, Question["only"], object]>([
    ["of everybody stays as it is", {}, { bank: ["SCB"] }, { bank: ["SCB"] }],
    ["of everybody is about every value", {}, undefined, {}],
    [
      "of no bank in particular is about the allowed ones",
      { banks: ["KBANK", "SCB"] },
      {},
      { bank: ["KBANK", "SCB"] },
    ],
    [
      "of an allowed bank is about that one",
      { banks: ["KBANK", "SCB"] },
      { bank: ["SCB"] },
      { bank: ["SCB"] },
    ],
    [
      "of several is about those that are allowed",
      { banks: ["SCB"] },
      { bank: ["KTB", "SCB"] },
      { bank: ["SCB"] },
    ],
    ["of a bank that is not allowed is about none", { banks: ["KBANK"] }, { bank: ["SCB"] }, { bank: [] }],
    ["of nobody's banks is about none", { banks: ["KBANK"] }, { bank: [] }, { bank: [] }],
    ["of who may know no bank is about none", { banks: [] }, {}, { bank: [] }],
    ["keeps its other filters", { banks: ["KBANK"] }, { hop: ["1"] }, { hop: ["1"], bank: ["KBANK"] }],
  ])("%s", (_what, limits, only, wanted) => {
    const inside = ask(["freezes.requested"], limits, only ? { only } : {});
    expect(inside.only).toEqual(wanted);
    expect(inside).toMatchObject({ ...WINDOW, by: [], metrics: ["freezes.requested"] });
  });

  it("is cut by each limited dimension", () => {
    const limits = { provinces: ["TH-10", "TH-11"], agencies: ["ccib"] };
    const only = { province: ["TH-11", "TH-12"], channel: ["bank"] };
    expect(ask(["reports.filed", "reports.loss_satang"], limits, { only }).only).toEqual({
      province: ["TH-11"],
      agency: ["ccib"],
      channel: ["bank"],
    });
  });

  it("is not changed itself", () => {
    const question = { ...WINDOW, metrics: ["freezes.held"], only: { bank: ["SCB", "KTB"] } };
    const was = structuredClone(question);
    narrow(question, scopeOf({ banks: ["SCB"] }));
    expect(question).toEqual(was);
  });
});

describe("a metric that is not counted by what is limited", () => {
  it.each<[string, string[], Partial<Scope>, string]>([
    [
      "of calls, for a bank",
      ["calls.offered"],
      { banks: ["KBANK"] },
      "calls.offered: is not counted by bank, and your access is limited to bank KBANK. You can ask for freezes.…, refunds.…",
    ],
    [
      "of freezes, for two provinces",
      ["freezes.sla_60m"],
      { provinces: ["TH-10", "TH-11"] },
      "freezes.sla_60m: is not counted by province, and your access is limited to province TH-10, TH-11. You can ask for reports.…, arrests.…",
    ],
    [
      "of freezes, for an agency",
      ["freezes.requested"],
      { agencies: ["ccib"] },
      "freezes.requested: is not counted by agency, and your access is limited to agency ccib. You can ask for reports.…",
    ],
    [
      "that is asked beside one that is",
      ["refunds.paid", "reports.filed"],
      { banks: ["KBANK"] },
      "reports.filed: is not counted by bank, and your access is limited to bank KBANK. You can ask for freezes.…, refunds.…",
    ],
    [
      "by one of two",
      ["arrests.made"],
      { provinces: ["TH-10"], agencies: ["dsi"] },
      "arrests.made: is not counted by agency, and your access is limited to province TH-10; agency dsi. You can ask for reports.…",
    ],
    [
      "by any, for limits that nothing is counted by together",
      ["lines.busy"],
      { banks: ["SCB"], agencies: [] },
      "lines.busy: is not counted by bank and agency, and your access is limited to bank SCB; agency (none). Nothing is counted by all of them: let an administrator change the limit",
    ],
  ])("is refused: %s", (_what, metrics, limits, message) => {
    expect(() => ask(metrics, limits)).toThrow(expect.objectContaining({ code: "forbidden", message }));
    expect(ask(metrics, {}).metrics).toEqual(metrics);
  });

  it("refuses the list of unanswered freezes too", () => {
    expect(banksWithin(EVERYTHING)).toBe(null);
    expect(banksWithin(scopeOf({ banks: ["SCB"] }))).toEqual(["SCB"]);
    expect(banksWithin(scopeOf({ banks: [] }))).toEqual([]);
    expect(() => banksWithin(scopeOf({ provinces: ["TH-10"] }))).toThrow(
      expect.objectContaining({
        code: "forbidden",
        message: expect.stringMatching(/^the list of unanswered freezes: .* reports\.…, arrests\.…$/),
      }),
    );
  });
});

describe("the sources of a figure", () => {
  const source = (
    name: string,
    banks: string[] | null,
    agencies: string[] | null = null,
  ): CoveringSource => ({
    name,
    banks,
    agencies,
    types: ["freeze.confirmed"],
    beatSeconds: 15,
    registered: 0,
    simulated: false,
    heard: null,
    through: null,
    since: null,
  });
  const all = [
    source("aoc", null),
    source("kbank", ["KBANK"]),
    source("scb", ["SCB"]),
    source("both", ["KBANK", "SCB"]),
    source("ccib", null, ["ccib", "pct"]),
    source("none", null, []),
  ];

  it.each<[string, Partial<Scope>, string[]]>([
    [
      "all, without a limit",
      {},
      ["aoc", "kbank KBANK", "scb SCB", "both KBANK SCB", "ccib ccib pct", "none"],
    ],
    [
      "those that may speak for one's bank, each for no other",
      { banks: ["SCB"] },
      ["aoc", "scb SCB", "both SCB", "ccib ccib pct"],
    ],
    ["those of no bank, for who has none", { banks: [] }, ["aoc", "ccib ccib pct"]],
    [
      "those that may send one's agency's reports",
      { agencies: ["ccib"] },
      ["aoc", "kbank KBANK", "scb SCB", "both KBANK SCB", "ccib ccib"],
    ],
    [
      "none of an agency, for who has another",
      { banks: ["SCB"], agencies: ["dsi"] },
      ["aoc", "scb SCB", "both SCB"],
    ],
  ])("are %s", (_what, limits, wanted) => {
    const known = sourcesWithin(all, scopeOf(limits));
    const said = ({ name, banks, agencies }: CoveringSource) =>
      [name, ...(banks ?? []), ...(agencies ?? [])].join(" ");
    expect(known.map(said)).toEqual(wanted);
  });
});

describe("who reads says first how far", () => {
  /** Functions that read from the database, but ask for no scope and for no question that `narrow` has cut. */
  const readersWithoutScope = (text: string) =>
    [...text.matchAll(/export (?:async )?function (\w+)\(([^)]*)\)/g)]
      .filter(([, , given]) => /\brun: Run\b|: Needs\b/.test(given!))
      .filter(([, , given]) => !/^\s*scope: Scope\b|: (Wanted|Narrowed|Needs)\b/.test(given!))
      .map(([, name]) => name);
  const READERS = ["queries", "known", "gather", "figures"].map((name) => `backend/figures/${name}.ts`);

  it.each(READERS)("in every function of %s that reads", (file) => {
    expect(readersWithoutScope(textOf(file))).toEqual([]);
  });
  it("in what the room offers to others", () => {
    const bodyOf = (file: string, name: string) =>
      new RegExp(`export interface ${name} (?:extends \\w+ )?\\{([\\s\\S]*?)\\n\\}`).exec(textOf(file))![1]!;
    const offered =
      bodyOf("backend/wire/figures.ts", "Readings") + bodyOf("backend/figures/figures.ts", "Figures");
    const methods = [...offered.matchAll(/^ {2}(\w+)(?:<\w+>)?\(\s*(\w+): /gm)].map(
      ([, name, first]) => `${name} ${first}`,
    );
    expect(methods).toEqual([
      "readPresent scope",
      "readPast scope",
      "read scope",
      "read scope",
      "answer scope",
      "changed changed",
    ]);
  });
  it("and a planted function that does not is found", () => {
    const planted =
      "export async function readAll(run: Run, from: number) {}\nexport function readFine(scope: Scope, run: Run) {}";
    expect(readersWithoutScope(planted)).toEqual(["readAll"]);
  });
});
