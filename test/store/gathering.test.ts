import { expect, it } from "vitest";
import { once } from "../../backend/live/shared.ts";
import { openGathering } from "../../backend/store/gathering.ts";

/** Turns that the test gives, and what was done in each. */
function openTurns(
  fails: (jobs: readonly string[]) => boolean = () => false,
  limits: Parameters<typeof openGathering<string, string>>[1] = {},
) {
  const turns: (() => void)[] = [];
  const done: (readonly string[])[] = [];
  const compose = openGathering<string, string>(async (take) => {
    await new Promise<void>((resolve) => turns.push(resolve));
    const jobs = take();
    done.push(jobs);
    if (fails(jobs)) throw new Error(`of ${jobs.join(" and ")}`);
    return jobs.map((job) => `${job} done`);
  }, limits);
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

it("of more than fit into a turn the others have the next one, with what has come meanwhile", async () => {
  const { compose, give, done, waiting } = openTurns(undefined, { fitting: () => 2 });
  const all = ["a", "b", "c"].map((job) => compose(job));
  await give();
  expect([done, waiting()]).toEqual([[["a", "b"]], 1]);
  all.push(compose("d"));
  await give();
  expect(await Promise.all(all)).toEqual(["a done", "b done", "c done", "d done"]);
  expect([done.at(-1), waiting()]).toEqual([["c", "d"], 0]);
});

it("one that alone is more than fits has a turn all the same", async () => {
  const { compose, give } = openTurns(undefined, { fitting: () => 0 });
  const large = compose("large");
  await give();
  expect(await large).toBe("large done");
});

it("one whose asker has gone is left out, and asks for no turn of its own", async () => {
  const { compose, give, done, waiting } = openTurns();
  const going = new AbortController();
  const gone = compose("gone", going.signal);
  going.abort(new Error("gone"));
  await expect(gone).rejects.toThrow("gone");
  await expect(compose("gone already", going.signal)).rejects.toThrow("gone");
  const next = compose("next", new AbortController().signal);
  expect(waiting()).toBe(1);
  await give();
  expect([await next, done]).toEqual(["next done", [["next"]]]);
});

it("one that comes when too many wait is refused, and the others are not", async () => {
  const { compose, give } = openTurns(undefined, { mostWaiting: 2 });
  const all = [compose("a"), compose("b")];
  await expect(compose("c")).rejects.toMatchObject({ code: "unavailable" });
  await give();
  expect(await Promise.all(all)).toEqual(["a done", "b done"]);
});

it("without a turn all that wait are told why, and what comes later has a turn", async () => {
  let hasTurn = false;
  const compose = openGathering<string, string>(async (take) => {
    if (!hasTurn) throw new Error("no turn");
    return take();
  });
  const all = await Promise.allSettled([compose("a"), compose("b")]);
  expect(all.map((each) => each.status === "rejected" && (each.reason as Error).message)).toEqual([
    "no turn",
    "no turn",
  ]);
  hasTurn = true;
  expect(await compose("c")).toBe("c");
});
