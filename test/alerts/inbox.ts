import { expect } from "vitest";

/** Of each receiver that is open what nobody expected, which it forgets. */
const receivers = new Set<() => { unexpected: readonly unknown[]; strange: readonly string[] }>();

/** At the end of each test (`setup.ts`): what a receiver got and no test has looked at fails it. */
export function expectNothingElse(): void {
  const rests = [...receivers].map((rest) => rest());
  const none = { unexpected: [], strange: [] };
  expect(rests).toEqual(rests.map(() => none));
}

/** Before each test file: receivers that one before has not closed, because it failed, are nobody's. */
export const forgetReceivers = () => receivers.clear();

/** A receiver is open until what this gives is called. */
export function joinReceivers(rest: () => { unexpected: readonly unknown[]; strange: readonly string[] }) {
  receivers.add(rest);
  return () => void receivers.delete(rest);
}

/** A list of which a part is had by `pick` alone. */
export type Whole<Item> = Omit<Item[], "filter" | "find" | "findLast" | "findIndex" | "some">;

/**
 * All that a receiver got. Whoever looks at the whole of it expects all of it; whoever picks some, those alone. `said`: an item
 * in a line.
 */
export function openInbox<Item>(said: (item: Item) => string) {
  const all: Item[] = [];
  const unseen = new Set<Item>();
  const strange: string[] = [];
  function rest() {
    const left = { unexpected: [...unseen].map(said), strange: [...strange] };
    unseen.clear();
    strange.length = 0;
    return left;
  }
  const leave = joinReceivers(rest);
  return {
    add(item: Item) {
      all.push(item);
      unseen.add(item);
    },
    addStrange: (what: string) => strange.push(what),
    look(): Whole<Item> {
      unseen.clear();
      return all;
    },
    pick(isWanted: (item: Item) => boolean): Item[] {
      const picked = all.filter(isWanted);
      for (const each of picked) unseen.delete(each);
      return picked;
    },
    expectNoMore() {
      const left = rest();
      all.length = 0;
      expect(left).toEqual({ unexpected: [], strange: [] });
    },
    close() {
      leave();
      expect(rest()).toEqual({ unexpected: [], strange: [] });
    },
  };
}
