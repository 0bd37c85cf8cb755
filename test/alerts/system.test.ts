/** What is wrong with the system itself, from its cause to a webhook's receiver, and its end when the cause is gone. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "#calendar/units.ts";
import { readJudge } from "../../backend/alerts/judgeQueries.ts";
import { event, type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { openScreen, type Screen } from "../screen.ts";
import { mountSmallDisk } from "../smallDisk.ts";
import { alertsOf } from "./overdue.ts";
import { type Hook, openHook } from "./receivers.ts";

const MB = 2 ** 20;
const RULES = ["source-silent", "source-behind", "screen-frozen", "disk", "clock"];
const disk = mountSmallDisk(380);
if (!disk) console.warn("SKIPPED: this user may not mount a tmpfs, so no disk is filled");
let clock: MovedClock;
let hook: Hook;
let program: Program;
beforeAll(async () => {
  clock = movedClock();
  hook = await openHook();
  program = await startProgram({
    clock,
    ...(disk ? { folder: join(disk.folder, "data") } : {}),
    config: { webhookNetworks: ["127.0.0.1"] },
  });
  await alerts.setRules(({ id }) => (RULES.includes(id) ? null : { isOn: false }));
  await alerts.add({
    channels: [{ kind: "webhook", url: hook.url, format: "standard" }],
    hears: [{ policy: "system", afterMinutes: 0 }],
  });
});
afterAll(async () => {
  await program.close();
  await hook.close();
  disk?.close();
});

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 20_000, interval: 20 });
const alerts = alertsOf(
  () => program,
  () => clock,
);
async function judged() {
  for (let times = 0; times < 2; times++) {
    const from = clock.now();
    await until(async () => (await readJudge(program.store.run)).judgedAt).toBeGreaterThan(from);
  }
}

let key = "";
const beat = (through = clock.now()) =>
  program.send([event("source.beat", clock.now(), { through: new Date(through).toISOString() })], { key });
async function register(name: string, beatSeconds: number) {
  const made = { name, nameTh: name, banks: null, types: ["source.beat"], simulated: false };
  ({ key } = await program.sources.register({ ...made, beatSeconds }));
}
let screen: Screen;
/** The time of a screen that goes on painting. */
async function painting(seconds: number) {
  for (let passed = 0; passed < seconds; passed += 10) {
    screen.socket.emit("painted", screen.snapshots.at(-1)!.seq);
    await judged();
    clock.ahead += 10 * SECOND;
  }
}

/** `cause` and `mend` say how long it takes until the alert and its end are due. */
const ROWS = [
  {
    rule: "source-silent",
    what: "a source that is silent",
    said: "bank-a is silent",
    async cause() {
      await register("bank-a", 20);
      await beat();
      await judged();
      clock.ahead += MINUTE + SECOND;
      await judged();
      clock.ahead += MINUTE;
    },
    async mend() {
      await beat();
      await judged();
      // Heard of again and again: it is well for two minutes.
      for (let passed = 0; passed < 5; passed++) {
        clock.ahead += 30 * SECOND;
        await beat();
        await judged();
      }
    },
  },
  {
    rule: "source-behind",
    what: "a source that is heard, and has not sent what it has",
    said: "bank-b is behind",
    async cause() {
      await register("bank-b", 600);
      await beat(clock.now() - 40 * MINUTE);
      await judged();
      clock.ahead += 5 * MINUTE;
    },
    async mend() {
      await beat();
      await judged();
      clock.ahead += 5 * MINUTE;
      await judged();
    },
  },
  {
    rule: "screen-frozen",
    what: "a screen that shows no new picture",
    said: "hall is frozen",
    async cause() {
      screen = await openScreen(
        program.url,
        { screen: "hall", scene: null, epoch: null, seq: 0 },
        { paints: false },
      );
      await until(() => screen.snapshots.length).toBe(1);
      await painting(10);
      clock.ahead += 16 * SECOND;
      await judged();
      clock.ahead += MINUTE;
    },
    async mend() {
      await painting(90);
      screen.socket.close();
    },
  },
  {
    rule: "disk",
    what: "a disk that is nearly full",
    said: "the disk of the database is nearly full",
    async cause() {
      disk!.fillTo(180 * MB);
      clock.ahead += SECOND;
      await judged();
      clock.ahead += MINUTE;
    },
    async mend() {
      disk!.empty();
      clock.ahead += SECOND;
      await judged();
      clock.ahead += 5 * MINUTE;
      await judged();
    },
  },
  {
    rule: "clock",
    what: "a clock that is set",
    said: "the clock of the machine was set",
    async cause() {
      clock.off += 10 * MINUTE;
      await judged();
    },
    async mend() {
      clock.ahead += 61 * MINUTE;
      await judged();
    },
  },
];

describe("whoever looks after the system is told once", { timeout: 60_000 }, () => {
  it.each(ROWS.filter(({ rule }) => disk || rule !== "disk"))(
    "of $what, and once that it is over",
    async ({ rule, said, cause, mend }) => {
      await cause();
      const own = () => hook.pick(({ body }) => body.data.rule === rule);
      const kinds = () => own().map(({ body }) => body.type);
      await until(kinds).toEqual(["alert.firing"]);
      expect(own()[0]!.body.data.title).toContain(said);
      await judged();
      await mend();
      await until(kinds).toEqual(["alert.firing", "alert.resolve"]);
      expect(own()[1]!.body.data.title).toMatch(/· Over: /);
      // The sources of other rows are silent by then, which is not asked here.
      await alerts.setRules(({ id }) => (id === rule ? { isOn: false } : null));
      await judged();
      expect(kinds()).toEqual(["alert.firing", "alert.resolve"]);
    },
  );
});
