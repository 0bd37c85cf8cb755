/** What is kept by versions: saving what is there already makes none, and a day has room for so many. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, SECOND } from "#calendar/units.ts";
import { addRule } from "../../backend/alerts/ruleQueries.ts";
import { addObjective } from "../../backend/sla/queries.ts";
import type { Run } from "../../backend/store/store.ts";
import { addTarget } from "../../backend/targets/queries.ts";
import { type Client, firstAdministrator, PASSWORD } from "../access/client.ts";
import { type Asking, askingOf, THINGS, type Thing } from "../changes.ts";
import { movedClock, type Program, startProgram } from "../program.ts";

const clock = movedClock();
let program: Program;
let admin: Client;
let asking: Asking;
beforeAll(async () => {
  program = await startProgram({ clock });
  admin = await firstAdministrator(program);
  asking = askingOf(program, admin);
}, 60_000);
afterAll(() => program.close());

const iso = (at: number) => new Date(at).toISOString();
/** By the route that makes one. */
const KINDS = {
  "PUT /v1/alerts/rules/:id": {
    deed: "alert-rule.changed",
    hasLater: false,
    add: (run: Run, from: number, body: object) => addRule(run, "one", body as never, "anong", from),
  },
  "PUT /v1/targets/:id": {
    deed: "target.changed",
    hasLater: true,
    add: (run: Run, from: number, body: object) =>
      addTarget(run, { id: "losses-per-day", from, by: "anong", target: body as never }),
  },
  "PUT /v1/sla/objectives/:id": {
    deed: "objective.changed",
    hasLater: true,
    add: (run: Run, from: number, body: object) =>
      addObjective(run, { id: "calls-20s", from, by: "anong", objective: body as never }),
  },
};

describe.each(Object.keys(KINDS) as (keyof typeof KINDS)[])("%s", (id) => {
  const { deed, hasLater, add } = KINDS[id];
  let thing: Thing;
  beforeAll(async () => {
    thing = await THINGS[id]!(asking);
  });
  const put = (n: number, more: object = {}) => admin.ask("PUT", thing.path, { ...thing.body(n), ...more });
  const versionOf = async (answer: ReturnType<typeof put>) => (await answer).body.version as number;
  const audited = async () => (await asking.done("GET", `/v1/audit?deed=${deed}`)).rows.length as number;

  it("makes no version of what is there already, and says so nowhere", async () => {
    const { status, body: made } = await put(30);
    expect(status).toBe(200);
    const before = await audited();
    clock.ahead += SECOND;
    const reversed = Object.fromEntries(Object.entries(thing.body(30)).reverse());
    for (const body of [thing.body(30), reversed, { ...reversed, version: made.version }]) {
      const again = await admin.ask("PUT", thing.path, body);
      expect([again.status, again.body]).toEqual([200, made]);
    }
    expect([(await thing.row()).version, await audited()]).toEqual([made.version, before]);
    // What is of an old version is refused all the same.
    expect((await put(30, { version: made.version - 1 })).status).toBe(409);
    expect(await versionOf(put(31))).toBe(made.version + 1);
    // What was there before it is not there now.
    expect(await versionOf(put(30))).toBe(made.version + 2);
    expect(await audited()).toBe(before + 2);
  });

  it.runIf(hasLater)("makes one where the newest is not in force then", async () => {
    const now = await versionOf(put(40));
    const [tomorrow, later] = [clock.now() + DAY, clock.now() + 2 * DAY].map(iso);
    // It would be in force already.
    expect(await versionOf(put(40, { from: tomorrow }))).toBe(now);
    expect(await versionOf(put(41, { from: later }))).toBe(now + 1);
    expect(await versionOf(put(41, { from: later }))).toBe(now + 1);
    expect(await versionOf(put(41, { from: tomorrow }))).toBe(now + 2);
    expect(await versionOf(put(41))).toBe(now + 3);
    // The one of tomorrow and the one after it say the same, but not this.
    expect(await versionOf(put(40))).toBe(now + 4);
    expect(await versionOf(put(40, { from: tomorrow }))).toBe(now + 5);
  });

  it.runIf(hasLater)("has no room for more than 50 of one thing that are to come", async () => {
    const from = clock.now() + 3 * DAY;
    await program.store.transaction(async (run) => {
      for (let n = 0; n < 47; n++) await add(run, from, thing.body(30));
    });
    const refused = await put(50, { from: iso(from) });
    expect([refused.status, refused.body.detail]).toEqual([
      400,
      expect.stringMatching(/^there are 50 versions of \S+ to come already; wait until/),
    ]);
    expect((await put(51)).status).toBe(200);
  });

  it("has no room for more than 1,000 of one day, and tomorrow again", async () => {
    const at = clock.now();
    await program.store.transaction(async (run) => {
      for (let n = 0; n < 1_000; n++) await add(run, at, thing.body(30));
    });
    clock.ahead += SECOND;
    const refused = await put(60);
    expect([refused.status, refused.body.detail]).toEqual([
      400,
      expect.stringMatching(/^there are 1000 versions of \w+ of one day already; make more tomorrow/),
    ]);
    clock.ahead += DAY;
    const later = await admin.ask("POST", "/v1/session", {
      name: "anong",
      password: PASSWORD,
    });
    expect(later.status).toBe(200);
    expect((await put(60)).status).toBe(200);
  });
});
