import { describe, expect, it } from "vitest";
import { lampOf } from "../../dashboard/shell/lamp.ts";
import type { SourceState } from "../../dashboard/shell/server.svelte.ts";
import { words as en } from "../../dashboard/shell/words.en.ts";
import { words as th } from "../../dashboard/shell/words.th.ts";

const source = (name: string, more: Partial<SourceState> = {}): SourceState => ({
  name,
  nameTh: `ธนาคาร ${name}`,
  silent: false,
  behind: false,
  clockOff: false,
  clockOffsetMs: -900,
  simulated: false,
  ...more,
});
const silent = { silent: true };
const behind = { behind: true };
const slow = { clockOff: true, clockOffsetMs: -7_400 };
const fast = { clockOff: true, clockOffsetMs: 130_000 };

describe("the lamp of the sources", () => {
  it.each<[string, SourceState[], string, string]>([
    ["all speak", [source("A"), source("B")], "good", "2/2 sources "],
    ["one is silent", [source("A"), source("B", silent)], "no-data", "1/2 sources B is silent"],
    ["one is behind", [source("A", behind)], "no-data", "0/1 sources A is behind"],
    ["a clock is slow", [source("A"), source("B", slow)], "watch", "2/2 sources the clock of B is 7 s slow"],
    [
      "several clocks are off",
      [source("A", fast), source("B", slow)],
      "watch",
      "2/2 sources the clock of A is 2 min fast and 1 more",
    ],
    ["silence is worse", [source("A", slow), source("B", silent)], "no-data", "1/2 sources B is silent"],
    [
      "several",
      [source("A", behind), source("B", silent), source("C")],
      "no-data",
      "1/3 sources A is behind and 1 more",
    ],
    ["none is registered", [], "no-data", "No sources yet "],
  ])("says that %s", (_, sources, look, want) => {
    const lamp = lampOf(sources, "en", en);
    expect([lamp.look, `${lamp.count} ${lamp.worst}`]).toEqual([look, want]);
  });

  it("names a source in the language of the page", () => {
    expect(lampOf([source("A", silent)], "th", th).worst).toBe("ธนาคาร A ขาดการติดต่อ");
  });
});
