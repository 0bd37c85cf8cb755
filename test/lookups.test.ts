import { describe, expect, it } from "vitest";
import { filesBelow } from "./dependencies.ts";
import { lookupsIn } from "./lookups.ts";

const files = [...filesBelow("backend"), ...filesBelow("dashboard")].filter((file) => file.endsWith(".ts"));

/** Plain objects that are asked by a text, by what that text is. None is from a request, a file or a person. */
const OURS: Readonly<Record<string, readonly string[]>> = {
  "a name of our settings": ["backend/config.ts environment"],
  "a column or a dimension of the cells": [
    "backend/figures/additive.ts FORMULAS",
    "backend/figures/additive.ts sums",
    "backend/figures/csv.ts row.slice",
    "backend/figures/queries.ts only",
    "backend/figures/queries.ts slice",
    "backend/figures/queries.ts sums",
    "backend/figures/question.ts query",
    "backend/figures/question.ts only",
    "backend/figures/rows.ts all",
    "backend/figures/rows.ts was",
    "backend/live/asking.ts row.slice",
  ],
  "a path, or a parameter of a path, in the table of routes": [
    "backend/http/openapi.ts paths",
    'backend/http/openapi.ts (where === "path" ? example.params : example.query)',
    "dashboard/api/call.ts params",
  ],
  "a parameter of the query's schema, and found there": ["backend/http/read.ts schema.properties"],
  "a field of the event's schema": [
    "backend/ingest/check.ts data",
    "backend/ingest/check.ts definition.fields",
    "backend/ingest/definitions.ts ABOUT",
  ],
  "a column of the envelope": ["backend/sender/row.ts event"],
  "a metric": [
    "backend/live/asking.ts known?.answer",
    "backend/live/asking.ts series",
    "dashboard/freezes/banks.ts figures",
    "dashboard/losses/hops.ts row.figures",
    "dashboard/losses/ranking.ts row.figures",
    "dashboard/wall/words.en.ts METRICS",
    "dashboard/wall/words.th.ts METRICS",
  ],
  "a key of the scenery that the server composed": [
    "backend/live/changes.ts was",
    "backend/live/changes.ts changes",
    "backend/live/changes.ts theirs",
    "dashboard/live/apply.ts next",
    "dashboard/live/apply.ts had",
  ],
  "a word of our own SQL": [
    "backend/store/expand.ts cells",
    "backend/store/expand.ts known",
    "backend/store/expand.ts lists",
  ],
  "a page that `pageOf` has found": ["dashboard/main.ts PAGES"],
};

describe("a plain object", () => {
  it("is asked by a text only where the text is ours", () => {
    const lookups = lookupsIn(files);
    const known = Object.values(OURS).flat();
    expect(lookups.filter(({ where }) => !known.includes(where))).toEqual([]);
    expect(known.filter((each) => !lookups.some(({ where }) => where === each))).toEqual([]);
  });

  const PLANTED: [string, number][] = [
    ["const of: Record<string, number> = {}; of[key];", 1],
    ["const of: Record<'a' | 'b', number> = { a: 1, b: 2 }; of[key as 'a'];", 1],
    ["const of: any = {}; of[key] = 1;", 1],
    ["const of: Record<string, number> = Object.create(null); of[key];", 0],
    ["const of: Record<string, number> = {}; Object.hasOwn(of, key) ? of[key] : null;", 0],
    ["const of: Record<'a' | 'b', number> = { a: 1, b: 2 }; of[each];", 0],
    ["const of = new Map<string, number>(); of.get(key);", 0],
    ["const of = [1]; of[0];", 0],
  ];
  const planted = new Map(
    PLANTED.map(([line], at) => [
      `backend/sla/planted${at}.ts`,
      `export function f(key: string, each: "a" | "b") { ${line} return [key, each]; }`,
    ]),
  );
  const found = lookupsIn([...planted.keys()], planted);
  it.each(PLANTED.map(([line, count], at) => [line, count, at] as const))(
    "%s is found %i times",
    (_line, count, at) => {
      expect(found.filter(({ where }) => where.startsWith(`backend/sla/planted${at}.ts `))).toHaveLength(
        count,
      );
    },
  );
});
