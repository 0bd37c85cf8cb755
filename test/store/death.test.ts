import type { Worker } from "node:worker_threads";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Fault } from "../../backend/kit/fault.ts";
import { event, type Program, startProgram } from "../program.ts";

const AT = Date.parse("2026-11-01T10:00:00+07:00");
const DAY = "metric=calls.offered&from=2026-11-01&to=2026-11-02";

const threads: Worker[] = [];
const remember = (worker: Worker) => void threads.push(worker);
let program: Program;
beforeAll(async () => {
  process.on("worker", remember);
  program = await startProgram();
});
afterAll(async () => {
  await program.close();
  process.off("worker", remember);
});

let count = 0;
const call = () => event("call.offered", AT, { callId: `death-${++count}`, queue: "report" });
const kill = () => threads.at(-1)!.terminate();

it("the database's thread dies in the middle of events, and all of them get through, once", async () => {
  const sending = Array.from({ length: 20 }, () => program.tell(...Array.from({ length: 100 }, call)));
  await Promise.race(sending); // some are written, others under way
  await kill();
  const answers = await Promise.all(sending);
  expect(answers.reduce((sum, { accepted, duplicate }) => sum + accepted + duplicate, 0)).toBe(2_000);
  expect((await program.figures(DAY)).rows[0]?.value).toBe(2_000);
  expect(threads.length).toBe(2);
});

it("it dies while nothing is asked, and the next question is answered", async () => {
  await kill();
  await expect.poll(async () => (await fetch(`${program.url}/readyz`)).status, { timeout: 20_000 }).toBe(200);
  expect((await program.figures(DAY)).rows[0]?.value).toBe(2_000);
  expect(threads.length).toBe(3);
});

it("it dies inside a transaction, and whoever asked is told to try again", async () => {
  const lost = await program.store
    .transaction(async (run) => {
      await run("ping");
      await kill();
      return run("ping");
    })
    .catch((error: unknown) => error);
  expect(lost).toBeInstanceOf(Fault);
  expect(lost).toMatchObject({ code: "unavailable", retryAfter: 2 });
  await expect.poll(async () => (await fetch(`${program.url}/readyz`)).status, { timeout: 20_000 }).toBe(200);
  await program.tell(call());
  expect((await program.figures(DAY)).rows[0]?.value).toBe(2_001);
});
