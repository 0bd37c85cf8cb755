import { describe, expect, it } from "vitest";
import { seat } from "../../dashboard/figures/seating.ts";

const NOW = 1e12;
const freezes = (keys: string) => [...keys].map((key) => ({ key }));

describe("the five nearest", () => {
  const first = seat(null, freezes("abcde"), NOW, 5);
  const row = (seats: readonly (string | null)[]) => seats.map((key) => key ?? "-").join("");
  const cases: { name: string; nearest: string; after: number; want: string }[] = [
    { name: "sit in their order", nearest: "abcde", after: 0, want: "abcde" },
    { name: "keep their places for ten seconds", nearest: "bcdea", after: 9_999, want: "abcde" },
    { name: "give only a place that fell empty to the next", nearest: "bcdef", after: 1_000, want: "fbcde" },
    { name: "leave a place empty when there is no next", nearest: "bcde", after: 1_000, want: "-bcde" },
    { name: "are sorted anew after ten seconds", nearest: "bcdef", after: 10_000, want: "bcdef" },
    { name: "are sorted anew when the clock was set back", nearest: "bcdef", after: -1, want: "bcdef" },
  ];
  for (const { name, nearest, after, want } of cases) {
    it(name, () => expect(row(seat(first, freezes(nearest), NOW + after, 5).seats)).toBe(want));
  }
  it("hold for ten seconds from when they moved, not from when they were looked at", () => {
    const still = seat(first, freezes("abcde"), NOW + 60_000, 5);
    expect(row(seat(still, freezes("bcdea"), NOW + 60_001, 5).seats)).toBe("bcdea");
  });
});
