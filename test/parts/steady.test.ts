import { describe, expect, it } from "vitest";
import { Steady, seated } from "../../dashboard/parts/steady.svelte.ts";

type Row = [key: string, value: number];
const key = ([name]: Row) => name;

describe("rows that are held", () => {
  const held: Row[] = [
    ["a", 1],
    ["b", 2],
  ];
  it("keep their places and have their present values; new ones wait, and those that are gone stay", () => {
    const now: Row[] = [
      ["c", 3],
      ["b", 20],
    ];
    const { rows, gone, waiting } = seated(held, now, key);
    expect(rows).toEqual([
      ["a", 1],
      ["b", 20],
    ]);
    expect([...gone]).toEqual(["a"]);
    expect(waiting).toBe(1);
  });
  it("are as they were if nothing changed", () => {
    expect(seated(held, held, key)).toEqual({ rows: held, gone: new Set(), waiting: 0 });
  });

  it("are held as long as one hand is there, and settle when somebody asks", () => {
    let now: Row[] = held;
    const steady = new Steady<Row>(() => now, key);
    const names = () => steady.rows.map(key).join("");
    steady.hold("pointer");
    steady.hold("focus");
    now = [
      ["b", 2],
      ["a", 1],
      ["c", 3],
    ];
    // The rows of this test are no signal: settling reads them anew.
    steady.release("pointer");
    steady.settle();
    expect(names()).toBe("bac");
    now = [["c", 3]];
    steady.release("focus");
    expect([names(), steady.waiting, steady.isGone(["a", 1])]).toEqual(["c", 0, false]);
  });
});
