import type { Worker } from "node:worker_threads";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Store } from "../../backend/store/store.ts";
import { openTestStore } from "../store.ts";

let store: Store;
/** Trips to the database's thread. */
let trips = 0;
const count = (worker: Worker) => {
  const post = worker.postMessage.bind(worker);
  worker.postMessage = (...message: Parameters<Worker["postMessage"]>) => {
    trips++;
    post(...message);
  };
};
beforeAll(async () => {
  process.on("worker", count);
  store = await openTestStore({
    statements: `-- name: make
create table note (n int primary key)
-- name: add
insert into note values ($1)
-- name: notes
select n from note order by n`,
  });
  await store.run("make");
});
afterAll(async () => {
  await store.close();
  process.off("worker", count);
});
const notes = async () => (await store.run<{ n: number }>("notes")).map(({ n }) => n);
async function tripsOf(deed: () => Promise<unknown>): Promise<number> {
  const before = trips;
  await deed();
  return trips - before;
}

it("a write is one trip, its commit included", async () => {
  const write = () => store.write(["calls"], (run) => [run("add", [1]), run("add", [2]), run("notes")]);
  expect(await tripsOf(write)).toBe(1);
  expect(await notes()).toEqual([1, 2]);
});

it("of a write with an error nothing stays, and the error is that of the statement that was wrong", async () => {
  const write = store.write(["calls"], (run) => [run("add", [3]), run("add", [1]), run("add", [4])]);
  await expect(write).rejects.toMatchObject({ code: "23505" });
  expect(await notes()).toEqual([1, 2]);
  await store.write(["calls"], (run) => [run("add", [3])]);
  expect(await notes()).toEqual([1, 2, 3]);
});

it("what a transaction asks side by side is one trip, the begin with it, and the commit another", async () => {
  const ask = () => store.transaction((run) => Promise.all([run("ping"), run("notes"), run("ping")]));
  expect(await tripsOf(ask)).toBe(2);
});

it("whoever asks on after the transaction has failed beside him is told so", async () => {
  let say: (message: string) => void;
  const said = new Promise<string>((resolve) => {
    say = resolve;
  });
  const failing = store.transaction(async (run) => {
    const askOn = async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      await run("notes").catch((error: Error) => say(error.message));
    };
    await Promise.all([run("add", [1]), run("ping").catch(askOn)]);
  });
  await expect(failing).rejects.toMatchObject({ code: "23505" });
  expect(await said).toBe("notes came after the end of its transaction");
  expect(await notes()).toEqual([1, 2, 3]);
});
