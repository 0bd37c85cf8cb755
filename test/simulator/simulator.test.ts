import { afterEach, describe, expect, it } from "vitest";
import { startOf } from "#calendar/days.ts";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { CloudEvent } from "#wire/events.ts";
import { silenceOf } from "../../backend/simulator/mishaps.ts";
import { ROSTER } from "../../backend/simulator/roster.ts";
import { openSimulator, type Simulator } from "../../backend/simulator/simulator.ts";
import { handClock } from "./clock.ts";
import { MONDAY, typeOf } from "./play.ts";

const keys = new Map(ROSTER.map(({ name }) => [name, `key of ${name}`]));
let open: Simulator[] = [];
afterEach(async () => {
  for (const simulator of open) await simulator.close();
  open = [];
});

/** A war room that takes everything and remembers when it came, and a simulator that plays for it. */
function start(options: { at: number; speed?: number; known?: Set<string>; seed?: number }) {
  const clock = handClock(options.at);
  const known = options.known ?? new Set<string>();
  const came: { event: CloudEvent; at: number; again: boolean }[] = [];
  const complaints: unknown[] = [];
  const simulator = openSimulator({
    keys,
    clock,
    seed: options.seed ?? 5,
    speed: options.speed ?? 1,
    async post(key, ndjson) {
      let duplicate = 0;
      const events = ndjson.split("\n").map((line) => JSON.parse(line) as CloudEvent);
      for (const event of events) {
        if (key !== `key of ${event.source}`) complaints.push(`${event.source} came with ${key}`);
        const id = `${event.source} ${event.id} ${event.time}`;
        came.push({ event, at: clock.now(), again: known.has(id) });
        if (known.has(id)) duplicate++;
        known.add(id);
      }
      return { accepted: events.length - duplicate, duplicate, rejected: [] };
    },
    log: {
      info: () => undefined,
      warn: (what) => complaints.push(what),
      error: (what) => complaints.push(what),
    },
  });
  open.push(simulator);
  return { clock, simulator, came, known, complaints };
}

const at = (hour: number) => startOf(MONDAY) + hour * HOUR;
const lastOf = (came: { event: CloudEvent }[], type: string) =>
  came.filter(({ event }) => typeOf(event) === type);

describe("history", () => {
  it("reaches from the start of the first day to now and ends with a beat of each source", async () => {
    const { simulator, came, complaints } = start({ at: at(14.5) });
    const seen: number[] = [];
    const tally = await simulator.backfill({ days: 1 }, ({ done, total }) => seen.push(done / total));
    const times = came.map(({ event }) => Date.parse(event.time));
    expect(Math.min(...times)).toBeLessThan(at(-24) + HOUR);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(at(-24));
    expect(Math.max(...times)).toBeLessThanOrEqual(at(14.5));
    expect(tally.accepted + tally.duplicate).toBe(came.length);
    expect(tally.accepted).toBeGreaterThan(15_000);
    const beats = came.slice(-ROSTER.length);
    expect(new Set(beats.map(({ event }) => event.source)).size).toBe(ROSTER.length);
    expect(new Set(beats.map(({ event }) => typeOf(event)))).toEqual(new Set(["source.beat"]));
    expect(seen.at(-1)).toBe(1);
    expect(complaints).toEqual([]);
  });

  it("as published comes the same twice", async () => {
    const { simulator } = start({ at: at(0) });
    const first = { ...(await simulator.publish()) };
    const second = await simulator.publish();
    expect(first.duplicate).toBe(0);
    expect(second.accepted - first.accepted).toBe(0);
    expect(second.duplicate).toBe(first.accepted);
  });
});

describe("the play", () => {
  it("tells everything when it happens, and nothing of history again", async () => {
    const { clock, simulator, came, complaints } = start({ at: at(10) });
    await simulator.backfill({ days: 0 });
    const history = came.length;
    simulator.play();
    await clock.turn(20 * MINUTE);
    const played = came.slice(history);
    expect(played.length).toBeGreaterThan(400);
    expect(played.filter(({ event, at: when }) => Date.parse(event.time) > when)).toEqual([]);
    const late = played.filter(({ event, at: when }) => when - Date.parse(event.time) > 200);
    expect(late.length / played.length).toBeLessThan(0.05);
    // Twice sent on purpose, and seldom.
    expect(played.filter(({ again }) => again).length / played.length).toBeLessThan(0.02);
    // Both ends are samples.
    expect(lastOf(played, "lines.sampled")).toHaveLength(20 * 12 + 1);
    expect(complaints).toEqual([]);
  });

  it("lets each source beat at its interval unless it is silent", async () => {
    const { clock, simulator, came } = start({ at: at(10) });
    simulator.play();
    await clock.turn(10 * MINUTE);
    for (const { name, heartbeatSeconds } of ROSTER) {
      const silence = silenceOf({ seed: 5, size: 1 }, name, MONDAY);
      if (silence && silence.to > at(10) && silence.from < at(10) + 10 * MINUTE) continue;
      const beats = came.filter(({ event }) => event.source === name && typeOf(event) === "source.beat");
      const expected = (10 * MINUTE) / (heartbeatSeconds * SECOND);
      expect(Math.abs(beats.length - expected), `${name} beat ${beats.length} times`).toBeLessThanOrEqual(1);
    }
  });

  it("is heard of while the clock is an hour back, and tells on as soon as it is right again", async () => {
    const { clock, simulator, came, complaints } = start({ at: at(10) });
    simulator.play();
    await clock.turn(5 * MINUTE);
    clock.set(-HOUR);
    const before = came.length;
    await clock.turn(5 * MINUTE);
    const meanwhile = came.slice(before);
    // What it told of this hour is not told again, but each beats once or more.
    expect(new Set(meanwhile.map(({ event }) => typeOf(event)))).toEqual(new Set(["source.beat"]));
    expect(meanwhile.length).toBeGreaterThanOrEqual(ROSTER.length - 2);
    clock.set(HOUR);
    await clock.turn(2 * SECOND);
    const missed = came
      .slice(before + meanwhile.length)
      .filter(({ event }) => typeOf(event) !== "source.beat");
    expect(missed.length).toBeGreaterThan(50);
    expect(complaints).toEqual([]);
  });

  it("goes on after hours of absence: the gap is filled, with nothing twice and nothing missing", async () => {
    const before = start({ at: at(9) });
    await before.simulator.backfill({ days: 1 });
    before.simulator.play();
    await before.clock.turn(15 * MINUTE);
    await before.simulator.close();

    const since = at(9) + 14.5 * MINUTE;
    const after = start({ at: at(12), known: before.known });
    await after.simulator.backfill({ since });

    const without = start({ at: at(12) });
    await without.simulator.backfill({ days: 1 });
    // Beats are of their moments, samples every five seconds in the one and every minute in the other;
    // and who looks back further than history goes finds older cases, too.
    const isCase = (id: string) => !/ (B|L)-/.test(id) && !/-5-202610/.test(id);
    const whole = [...without.known].filter(isCase).sort();
    expect(
      [...before.known]
        .filter(isCase)
        .sort()
        .filter((id) => !without.known.has(id)),
    ).toEqual([]);
    expect(whole.filter((id) => !before.known.has(id))).toEqual([]);
  }, 30_000);

  it("ten times as fast is ten times as much, in real time", async () => {
    const { clock, simulator, came } = start({ at: at(10), speed: 10 });
    await simulator.backfill({ days: 0 });
    const history = came.length;
    simulator.play();
    await clock.turn(5 * MINUTE);
    const played = came.slice(history);
    expect(played.filter(({ event, at: when }) => Date.parse(event.time) > when)).toEqual([]);
    const offered = lastOf(played, "call.offered").length;
    expect(offered).toBeGreaterThan(150);
    expect(offered).toBeLessThan(450);
    const sample = lastOf(played, "lines.sampled").at(-1)?.event.data as { lines: number };
    expect(sample.lines).toBe(1_000);
  });

  it("leaves nothing open of a larger centre when it ends, as nobody will take it up", async () => {
    const { clock, simulator, came } = start({ at: at(10), speed: 10 });
    simulator.play();
    await clock.turn(10 * MINUTE);
    await simulator.close();
    const freezes = (type: RegExp) =>
      new Set(
        came.flatMap(({ event }) =>
          type.test(event.type) ? [(event.data as { freezeId: string }).freezeId] : [],
        ),
      );
    const answered = freezes(/freeze\.(confirmed|refused)/);
    const asked = freezes(/freeze\.requested/);
    expect(asked.size).toBeGreaterThan(20);
    expect([...asked].filter((id) => !answered.has(id))).toEqual([]);
    expect([...answered].filter((id) => !asked.has(id))).toEqual([]);
    expect(came.filter(({ event, at: when }) => Date.parse(event.time) > when)).toEqual([]);
  });

  it("stops at once in the middle of history", async () => {
    const { simulator, came } = start({ at: at(10) });
    const sending = simulator.backfill({ days: 3 }, () => void simulator.close());
    await sending;
    expect(came.filter(({ event }) => typeOf(event) === "source.beat")).toEqual([]);
  });

  it.each([0, -1, 101, Number.NaN])("refuses the speed %d", (speed) => {
    expect(() => start({ at: at(0), speed })).toThrow(/speed/);
  });

  it("needs a key for each source", () => {
    const deps = { keys: new Map<string, string>(), clock: handClock(0), seed: 1, speed: 1 };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    expect(() => openSimulator({ ...deps, log, post: () => Promise.reject(new Error("unused")) })).toThrow(
      /exchange, aoc/,
    );
  });
});
