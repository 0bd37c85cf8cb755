import { describe, expect, it } from "vitest";
import type { SourceLamp } from "#wire/live.ts";
import { isLacking } from "../../dashboard/figures/freshness.ts";
import { sourceListOf } from "../../dashboard/overview/sourceList.ts";

describe("the list of sources", () => {
  const lamps = (names: string): SourceLamp[] =>
    [...names].map((name) => ({
      name,
      nameTh: name,
      heard: 0,
      silent: name === name.toUpperCase() && name !== "Z",
      behind: name === "Z",
      clockOffSeconds: name === "q" ? 7 : null,
      simulated: false,
    }));
  const written = (names: string, room: number, lackingTakes: number) =>
    sourceListOf(lamps(names), room, (lamp) => (isLacking(lamp) ? lackingTakes : 1))
      .map((line) => ("lamp" in line ? line.lamp.name : `+${line.more}/${line.lacking}`))
      .join(" ");
  const cases: { name: string; got: string; want: string }[] = [
    { name: "is empty without sources", got: written("", 8, 2), want: "" },
    { name: "names all that fit", got: written("abcdefgh", 8, 2), want: "a b c d e f g h" },
    { name: "counts those that do not", got: written("abcdefghi", 8, 2), want: "a b c d e f g +2/0" },
    { name: "has the silent ones first", got: written("abCd", 8, 2), want: "C a b d" },
    { name: "has one that is behind first too", got: written("abZd", 8, 2), want: "Z a b d" },
    { name: "has one whose clock is off before the others", got: written("aqbCd", 8, 2), want: "C q a b d" },
    { name: "gives the silent ones more room", got: written("abCDefg", 8, 2), want: "C D a b e +2/0" },
    { name: "counts the silent ones that do not fit", got: written("ABCDEab", 8, 2), want: "A B C +4/2" },
  ];
  for (const { name, got, want } of cases) it(name, () => expect(got).toBe(want));
});
