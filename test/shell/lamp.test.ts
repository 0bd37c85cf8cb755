import { describe, expect, it } from "vitest";
import { lampOf } from "../../dashboard/shell/lamp.ts";
import type { SourceState } from "../../dashboard/shell/server.svelte.ts";
import { WORDS } from "../../dashboard/shell/words.ts";

const source = (name: string, more: Partial<SourceState> = {}): SourceState => ({
  name,
  nameTh: `ธนาคาร ${name}`,
  silent: false,
  behind: false,
  simulated: false,
  ...more,
});
const silent = { silent: true };
const behind = { behind: true };

describe("the lamp of the sources", () => {
  it.each<[string, SourceState[], boolean, string]>([
    ["all speak", [source("A"), source("B")], true, "2/2 sources "],
    ["one is silent", [source("A"), source("B", silent)], false, "1/2 sources B is silent"],
    ["one is behind", [source("A", behind)], false, "0/1 sources A is behind"],
    [
      "several",
      [source("A", behind), source("B", silent), source("C")],
      false,
      "1/3 sources A is behind and 1 more",
    ],
    ["none is registered", [], false, "No sources yet "],
  ])("says that %s", (_, sources, isWell, want) => {
    const lamp = lampOf(sources, "en", WORDS.en);
    expect([lamp.isWell, `${lamp.count} ${lamp.worst}`]).toEqual([isWell, want]);
  });

  it("names a source in the language of the page", () => {
    expect(lampOf([source("A", silent)], "th", WORDS.th).worst).toBe("ธนาคาร A ขาดการติดต่อ");
  });
});

describe("the words of the shell", () => {
  it("are the same ones in both languages", () => {
    const keys = (node: object): string[] =>
      Object.entries(node).flatMap(([key, value]) =>
        typeof value === "object" ? keys(value).map((inner) => `${key}.${inner}`) : [key],
      );
    expect(keys(WORDS.en)).toEqual(keys(WORDS.th));
  });
});
