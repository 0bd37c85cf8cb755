import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { type Clock, realClock } from "../../backend/kit/clock.ts";
import { event, type Program, startProgram } from "../program.ts";
import { type Database, makeDatabase, SERVER } from "./database.ts";

const NOW = Date.parse("2026-11-01T10:00:00+07:00");
const DAY = "metric=calls.offered,freezes.requested&from=2026-11-01&to=2026-11-02";

/** A clock that stands where it is put: `by` is how far it is off. */
function wrongClock(by: number): Clock & { by: number } {
  return {
    ...realClock,
    by,
    now() {
      return NOW + this.by;
    },
  };
}

let count = 0;
const tell = (program: Program) =>
  program.tell(
    event("call.offered", NOW - 120 * MINUTE, { callId: `moment-${++count}`, queue: "report" }),
    event("freeze.requested", NOW - 120 * MINUTE, {
      freezeId: `moment-${count}`,
      reportId: "r",
      bank: "KBANK",
      hop: 1,
      amountSatang: 100,
      accountToken: "t",
    }),
  );

/** Every answer that anybody ever got. */
let answers: { asOf: string; values: unknown[] }[] = [];
const valuesOf = async (program: Program, asOf = "") => {
  const answer = await program.figures(`${DAY}${asOf}`);
  return { asOf: answer.asOf, values: answer.rows.map(({ value, state }) => [value, state]) };
};
async function ask(program: Program) {
  const answer = await valuesOf(program);
  answers.push(answer);
  return answer;
}
/** All answers are still given, and no two moments are the same. */
async function holds(program: Program) {
  for (const { asOf, values } of answers)
    expect([asOf, (await valuesOf(program, `&asOf=${asOf}`)).values]).toEqual([asOf, values]);
  expect(new Set(answers.map(({ asOf }) => asOf)).size).toBe(answers.length);
}

describe("an answer as of a moment, on the embedded database, stays as it is", () => {
  const folder = mkdtempSync(join(tmpdir(), "war-room-"));
  const clock = wrongClock(0);
  let program: Program;
  beforeAll(async () => {
    answers = [];
    program = await startProgram({ folder, clock });
  });
  afterAll(async () => {
    await program.close();
    rmSync(folder, { recursive: true });
  });

  it("when the clock steps back", async () => {
    await tell(program);
    await ask(program);
    clock.by = -10 * MINUTE;
    await tell(program);
    const { values } = await ask(program);
    expect(values.map(([value]) => value)).toEqual([2, 2]);
    await holds(program);
  });

  it("after a restart with the clock an hour back, with nothing lost but a few ms", async () => {
    await program.close();
    const before = Date.parse(answers.at(-1)!.asOf);
    clock.by = -60 * MINUTE;
    program = await startProgram({ folder, clock });
    await tell(program);
    expect(Date.parse((await ask(program)).asOf) - before).toBeLessThan(100);
    await holds(program);
  });

  it("after the process died, also what was only asked and not written", async () => {
    clock.by = 0;
    for (let n = 0; n < 20; n++) await ask(program);
    // What a killed process leaves: its files as they are at this moment.
    const left = mkdtempSync(join(tmpdir(), "war-room-"));
    cpSync(join(folder, "pg"), join(left, "pg"), { recursive: true });
    const next = await startProgram({ folder: left, clock: wrongClock(-60 * MINUTE) });
    await tell(next);
    await ask(next);
    await holds(next);
    await next.close();
    rmSync(left, { recursive: true });
  });
});

describe.skipIf(!SERVER)("an answer as of a moment, on a database server, stays as it is", () => {
  let database: Database;
  const clocks = [wrongClock(4 * MINUTE), wrongClock(-4 * MINUTE)];
  let programs: Program[] = [];
  beforeAll(async () => {
    answers = [];
    database = await makeDatabase();
    programs = await Promise.all(
      clocks.map((clock) => startProgram({ clock, config: { databaseUrl: database.url } })),
    );
  });
  afterAll(async () => {
    for (const program of programs) await program.close();
    await database.drop();
  });

  it("with two processes whose clocks differ by minutes, both writing and reading at once", async () => {
    await Promise.all(
      programs.map(async (program) => {
        for (let n = 0; n < 30; n++) {
          await Promise.all([tell(program), ask(program)]);
          await ask(program);
        }
      }),
    );
    expect((await ask(programs[0]!)).values.map(([value]) => value)).toEqual([60, 60]);
    for (const program of programs) await holds(program);
  });

  it("whichever clock steps back, and after a restart", async () => {
    clocks[0]!.by = -30 * MINUTE;
    await tell(programs[0]!);
    await ask(programs[1]!);
    await programs[0]!.close();
    clocks[0]!.by = -60 * MINUTE;
    programs[0] = await startProgram({ clock: clocks[0]!, config: { databaseUrl: database.url } });
    await tell(programs[0]!);
    await ask(programs[0]!);
    for (const program of programs) await holds(program);
  });

  it("after a crash of the database, which takes the unlogged sequence back to its start", async () => {
    for (let n = 0; n < 20; n++) await ask(programs[0]!);
    await database.admin.query("alter sequence last_moment restart");
    await tell(programs[1]!);
    await ask(programs[1]!);
    for (const program of programs) await holds(program);
  });
});
