import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";

/**
 * What a copy of the calendar looks like. `wire` imports nothing, so it has its minutes as numbers; the oracle of
 * the figures and the test of writing know the zone by its name, so that they share no mistake with what they judge.
 */
const COPIES: { what: string; like: RegExp; except: RegExp }[] = [
  { what: "an hour or a day in milliseconds", like: /\b(3_?600_?000|86_?400_?000)\b/, except: /^$/ },
  {
    what: "a unit of time that is defined again",
    like: /\b(const|let) \[?(SECOND|MIN(UTE)?|HOUR|DAY|WEEK)(_MS)?\b[^="]*= *[\d([]/,
    except: /^$/,
  },
  {
    what: "a minute in milliseconds",
    like: /\b60_?000\b(?! \* BAHT)|\b60 \* 1_?000\b/,
    except: /^(test|backend\/wire)\//,
  },
  {
    what: "Bangkok’s offset",
    like: /[+=-] \(?7 \* (HOUR|3_?600|60 \* (MINUTE|60))|\bBANGKOK\b|Asia\/Bangkok/,
    except: /^test\/(figures\/oracle|writing\/table\.test)\.ts$/,
  },
];

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : /\.(ts|svelte|mjs)$/.test(path) ? [path] : [];
  });
}

const files = ["backend", "dashboard", "test"]
  .flatMap(filesBelow)
  .filter((path) => !path.startsWith("backend/calendar/") && !path.startsWith("test/calendar/"));

describe("the calendar stands once", () => {
  it.each(COPIES)("so that nowhere else there is $what", ({ like, except }) => {
    const copies = files
      .filter((path) => !except.test(path))
      .flatMap((path) =>
        readFileSync(join(root, path), "utf8")
          .split("\n")
          .flatMap((line, index) => (like.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
      );
    expect(copies).toEqual([]);
  });
  it.each([
    ["const DAY_MS = 86_400_000;", 0],
    ["const HOUR = 3600000;", 0],
    ["const MINUTE = 60_000;", 1],
    ["export const HOURS = 60 * MINUTE;", -1],
    ["const [SECOND, MINUTE] = [1_000, 6e4];", 1],
    ["const WAIT_MS = 5 * 60_000;", 2],
    ["mean: 60_000 * BAHT", -1],
    ["const OFFSET = 7 * HOUR;", 3],
    ["const OFFSET = 7 * 60 * MINUTE;", 3],
    ["clock.ahead += 7 * MINUTE;", -1],
    ['timeZone: "Asia/Bangkok"', 3],
    ['const DAY = "from=2026-11-01";', -1],
    ["lognormal(random, 7 * HOUR, 1)", -1],
  ])("which finds %s", (line, which) => {
    expect(COPIES.findIndex(({ like }) => like.test(line))).toBe(which);
  });
});
