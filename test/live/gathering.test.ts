import { expect, it } from "vitest";
import { openGathering } from "../../backend/live/gathering.ts";
import { once } from "../../backend/live/shared.ts";

/** Turns that the test gives, and what was done in each. */
function openTurns(fails: (jobs: readonly string[]) => boolean = () => false) {
  const turns: (() => void)[] = [];
  const done: (readonly string[])[] = [];
  const compose = openGathering<string, string>(async (take) => {
    await new Promise<void>((resolve) => turns.push(resolve));
    const jobs = take();
    done.push(jobs);
    if (fails(jobs)) throw new Error(`of ${jobs.join(" and ")}`);
    return jobs.map((job) => `${job} done`);
  });
  const give = async () => {
    turns.shift()!();
    await new Promise(setImmediate);
  };
  return { compose, give, done, waiting: () => turns.length };
}

it("what waits for the same turn is done in it, and each gets its own", async () => {
  const { compose, give, done, waiting } = openTurns();
  const all = [compose("overview"), compose("calls"), compose("sla")];
  expect(waiting()).toBe(1);
  await give();
  expect(await Promise.all(all)).toEqual(["overview done", "calls done", "sla done"]);
  const next = compose("losses");
  await give();
  expect(await next).toBe("losses done");
  expect(done).toEqual([["overview", "calls", "sla"], ["losses"]]);
});

it("what comes while a turn is used has another one", async () => {
  const turns: (() => void)[] = [];
  const done: (readonly number[])[] = [];
  const compose = openGathering<number, number>(async (take) => {
    const jobs = take();
    done.push(jobs);
    await new Promise<void>((resolve) => turns.push(resolve));
    return jobs;
  });
  const first = compose(1);
  const [second, third] = [compose(2), compose(3)];
  for (const end of turns) end();
  expect(await Promise.all([first, second, third])).toEqual([1, 2, 3]);
  expect(done).toEqual([[1], [2], [3]]);
});

it("one that fails makes no other fail", async () => {
  const { compose, give, done } = openTurns((jobs) => jobs.includes("calls"));
  const all = Promise.allSettled([compose("overview"), compose("calls")]);
  for (let turn = 0; turn < 3; turn++) await give();
  expect(await all).toEqual([
    { status: "fulfilled", value: "overview done" },
    { status: "rejected", reason: new Error("of calls") },
  ]);
  expect(done).toEqual([["overview", "calls"], ["overview"], ["calls"]]);
});

it("where no turn comes, all that waited are told", async () => {
  let turns = 0;
  const compose = openGathering<string, string>(async () => {
    turns++;
    await new Promise(setImmediate);
    throw new Error("the database is away");
  });
  const all = await Promise.allSettled([compose("overview"), compose("calls")]);
  expect(all.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(turns).toBe(1);
  await expect(compose("overview")).rejects.toThrow("the database is away");
});

it("the same is asked once, something else again", async () => {
  const asked: number[][] = [];
  const ask = once(async (since: number, most: number) => {
    asked.push([since, most]);
    return since + most;
  });
  expect(await Promise.all([ask(1, 5), ask(1, 5), ask(1, 2_000)])).toEqual([6, 6, 2_001]);
  expect(asked).toEqual([
    [1, 5],
    [1, 2_000],
  ]);
});
