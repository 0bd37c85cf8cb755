import { expect, it } from "vitest";
import { openInTurns } from "../../backend/live/inTurns.ts";

it("each deed has a turn of the event loop of its own, in their order, and others' work goes between", async () => {
  const inTurn = openInTurns();
  const done: (number | "other")[] = [];
  const other = () => {
    done.push("other");
    if (!done.includes(3)) setImmediate(other);
  };
  setImmediate(other);
  await Promise.all([1, 2, 3].map((n) => inTurn(() => void done.push(n))));
  expect(done.filter((each) => each !== "other")).toEqual([1, 2, 3]);
  for (const n of [1, 2]) expect(done.slice(done.indexOf(n), done.indexOf(n + 1))).toContain("other");
});

it("one that fails tells its asker, and the next is done all the same", async () => {
  const inTurn = openInTurns();
  const failed = inTurn(() => {
    throw new Error("of the first");
  });
  let isDone = false;
  const next = inTurn(() => {
    isDone = true;
  });
  await expect(failed).rejects.toThrow("of the first");
  await next;
  expect(isDone).toBe(true);
});
