import { describe, expect, it } from "vitest";
import { SECOND } from "#calendar/units.ts";
import type { SourceLamp, Strip, StripAlert } from "#wire/sceneParts.ts";
import type { Seating } from "../../dashboard/figures/seating.ts";
import { type Place, placesOf, sourcesSaid } from "../../dashboard/wall/strip.ts";

const NOW = 1_800_000_000_000;

/** Capital letters: nobody has acknowledged it. */
const alertOf = (key: string): StripAlert => ({
  key,
  what: { th: key, en: key },
  look: "watch",
  since: NOW,
  takenBy: key === key.toUpperCase() ? null : "commander",
});
const stripOf = (keys: string, more: Partial<Strip> = {}): Strip => {
  const alerts = [...keys].map(alertOf);
  const unacknowledged = alerts.filter(({ takenBy }) => takenBy === null).length;
  return { alerts, open: alerts.length, unacknowledged, judgedUntil: null, ...more };
};
function written(place: Place): string {
  switch (place.kind) {
    case "alert":
      return place.alert.key;
    case "more":
      return `+${place.count}/${place.unacknowledged}`;
    case "unjudged":
      return place.since === null ? "?" : `?${(NOW - place.since) / SECOND}`;
    case "sources":
      return "sources";
    case "empty":
      return "–";
  }
}

describe("the strip", () => {
  it.each<[string, Strip | null, number | null, string]>([
    ["has the sources in its first place while nothing is wrong", stripOf(""), null, "sources – –"],
    ["has them in the first place that an alert leaves", stripOf("A"), null, "A sources –"],
    ["has none of them when it is full", stripOf("Abc"), null, "A b c"],
    ["says of four what has no place in the third", stripOf("ABcd"), null, "A B +2/0"],
    [
      "says how many of a thousand nobody has acknowledged",
      stripOf("ABCdef", { open: 1_000, unacknowledged: 3 }),
      null,
      "A B +998/1",
    ],
    ["says first that alerts are not judged", stripOf("Ab", { judgedUntil: NOW - 60_000 }), null, "?60 A b"],
    ["says it rather than a third alert", stripOf("Abc", { judgedUntil: NOW - 60_000 }), null, "?60 A +2/0"],
    [
      "does not look calm when alerts were never judged",
      stripOf("", { judgedUntil: 0 }),
      null,
      "? sources –",
    ],
    ["does not look calm when the server is not heard", stripOf("A"), NOW - 7_000, "?7 A sources"],
    ["has nothing to say before it was told anything", null, null, "sources – –"],
  ])("%s", (_, strip, lostAt, want) => {
    expect(placesOf(strip, lostAt, null, NOW).places.map(written).join(" ")).toBe(want);
  });

  it("keeps each alert in its place for ten seconds, and leaves the place of one that is over to nobody else", () => {
    const looks: [number, string, string][] = [
      [0, "Abc", "A b c"],
      [2, "Ac", "A sources c"],
      [4, "DAc", "A D c"],
      [9, "Dac", "a D c"],
      [10, "Dac", "D a c"],
      [12, "DEac", "D E +2/0"],
      [13, "DE", "D E sources"],
    ];
    let before: Seating | null = null;
    for (const [seconds, keys, want] of looks) {
      const { places, seating } = placesOf(stripOf(keys), null, before, NOW + seconds * SECOND);
      expect([seconds, places.map(written).join(" ")]).toEqual([seconds, want]);
      before = seating;
    }
  });
});

describe("what the strip says of the sources", () => {
  const lamp = (name: string, more: Partial<SourceLamp> = {}): SourceLamp => ({
    name,
    nameTh: name,
    heard: NOW - 5_000,
    silent: false,
    behind: false,
    clockOffSeconds: null,
    simulated: false,
    ...more,
  });
  const silent = lamp("GSB", { heard: NOW - 60_000, silent: true });
  const behind = lamp("KTB", { heard: NOW - 90_000, behind: true });
  const never = lamp("new", { heard: null });
  const slow = lamp("CFR", { heard: NOW - 8_000 });
  const [fast, slower] = [lamp("a", { clockOffSeconds: 7 }), lamp("b", { clockOffSeconds: -9 })];
  it.each<[string, SourceLamp[], unknown]>([
    ["that there are none", [], { kind: "none" }],
    ["the slowest when all are there", [lamp("a"), slow], { kind: "complete", slowest: slow, count: 2 }],
    [
      "those that are missing, the longest first",
      [lamp("a"), silent, behind, never],
      { kind: "lacking", lamps: [behind, silent], count: 4 },
    ],
    ["those that never sent", [fast, never], { kind: "never", lamps: [never], count: 2 }],
    ["the clock that is off the most", [fast, slower, slow], { kind: "clock", lamp: slower, count: 3 }],
  ])("is %s", (_, sources, want) => {
    expect(sourcesSaid(sources)).toEqual(want);
  });
});
