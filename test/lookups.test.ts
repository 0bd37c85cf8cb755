import { describe, expect, it } from "vitest";
import { filesBelow } from "./dependencies.ts";
import { lookupsIn } from "./lookups.ts";

const files = [...filesBelow("backend"), ...filesBelow("dashboard")].filter((file) => file.endsWith(".ts"));

/** Files that ask plain objects by a text, by what that text is. None is from a request, a file or a person. */
const OURS: Readonly<Record<string, readonly string[]>> = {
  "a name of our settings": ["backend/config.ts"],
  "a metric, or a column or a dimension of the cells": [
    "backend/figures/additive.ts",
    "backend/figures/csv.ts",
    "backend/figures/metric.ts",
    "backend/figures/narrow.ts",
    "backend/figures/queries.ts",
    "backend/figures/question.ts",
    "backend/figures/rows.ts",
    "backend/live/asking.ts",
    "backend/reports/sheet.ts",
    "backend/sla/inScope.ts",
    "backend/targets/inScope.ts",
    "dashboard/freezes/banks.ts",
    "dashboard/losses/hops.ts",
    "dashboard/losses/ranking.ts",
    "dashboard/sla/costs.ts",
    "dashboard/wall/words.en.ts",
    "dashboard/wall/words.th.ts",
  ],
  "a path or a parameter in the table of routes": [
    "backend/http/openapi.ts",
    "backend/http/read.ts",
    "dashboard/api/call.ts",
  ],
  "a field of the event's schema or of its envelope": [
    "backend/ingest/check.ts",
    "backend/ingest/checkData.ts",
    "backend/ingest/checkPersonal.ts",
    "backend/ingest/definitions.ts",
    "backend/ingest/masked.ts",
    "backend/sender/row.ts",
  ],
  "a field of our own schemas": [
    "backend/access/sessionRoutes.ts",
    "backend/access/scopes.ts",
    "backend/sources/registration.ts",
  ],
  "a key of the scenery that the server composed": ["backend/live/changes.ts", "dashboard/live/apply.ts"],
  "a word of our own SQL": ["backend/store/expand.ts"],
  "a name in our own bundle, in the tables of its build": [
    "backend/build/compat.ts",
    "backend/build/newerStyles.ts",
  ],
  "a page that `pageOf` has found": ["dashboard/main.ts"],
};

describe("a plain object", () => {
  it("is asked by a text only where the text is ours", () => {
    const lookups = lookupsIn(files);
    const known = Object.values(OURS).flat();
    expect(lookups.filter(({ file }) => !known.includes(file))).toEqual([]);
    expect(known.filter((each) => !lookups.some(({ file }) => file === each))).toEqual([]);
  });

  const PLANTED: [string, number][] = [
    ["const of: Record<string, number> = {}; of[key];", 1],
    ["const of: Record<'a' | 'b', number> = { a: 1, b: 2 }; of[key as 'a'];", 1],
    ["const of: any = {}; of[key] = 1;", 1],
    ["const of: Record<string, number> = Object.create(null); of[key];", 0],
    ["const of: Record<string, number> = {}; Object.hasOwn(of, key) ? of[key] : null;", 0],
    ["const of: Record<string, number> = {}; Object.keys(of).includes(key) ? of[key] : null;", 0],
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
      expect(found.filter(({ file }) => file === `backend/sla/planted${at}.ts`)).toHaveLength(count);
    },
  );
});
