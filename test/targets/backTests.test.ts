import { afterEach, describe, expect, it } from "vitest";
import { readDate } from "#calendar/days.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { backTest } from "../../backend/targets/backTest.ts";
import { type BackTests, openBackTests, type TestOrder } from "../../backend/targets/backTests.ts";
import { classesOf } from "../../backend/targets/forecast.ts";
import { handClock } from "../program.ts";
import { playedHours } from "./played.ts";

const FIRST = readDate("2026-01-05")!;
const orderOf = (seed: number, days = 60): TestOrder => ({
  series: {
    firstDay: FIRST,
    hours: playedHours({ days, perHour: 3, seed, firstWeekday: 1 }),
    classes: classesOf(FIRST, days + 2, () => false),
  },
  firstDay: 14,
  untilDay: days,
});
const nobody = () => new AbortController().signal;

let tests: BackTests;
afterEach(() => tests.close());

describe("a back-test in its thread", () => {
  it("is the same as here, and of the same series it is made once", async () => {
    tests = openBackTests({ clock: realClock });
    const [one, other] = await Promise.all([
      tests.test(orderOf(1), nobody()),
      tests.test(orderOf(1), nobody()),
    ]);
    const { series, firstDay, untilDay } = orderOf(1);
    expect(one).toEqual(backTest(series, firstDay, untilDay));
    expect(other).toBe(one);
    expect(await tests.test(orderOf(1), nobody())).toBe(one);
    // What comes late of a past day makes another series.
    const late = orderOf(1);
    const hours = late.series.hours.map((value, at) => (at === 700 ? value! + 9 : value));
    expect(await tests.test({ ...late, series: { ...late.series, hours } }, nobody())).not.toEqual(one);
  });
  it("is given up when all who asked have gone, and the next one is done", async () => {
    tests = openBackTests({ clock: realClock });
    const [first, second] = [new AbortController(), new AbortController()];
    const gone = tests.test(orderOf(2, 400), first.signal);
    const stays = tests.test(orderOf(2, 400), second.signal);
    first.abort(new Error("the first one left"));
    await expect(gone).rejects.toThrow("the first one left");
    const next = tests.test(orderOf(3), nobody());
    second.abort(new Error("the second one left"));
    await expect(stays).rejects.toThrow("the second one left");
    expect(await next).not.toBeNull();
    await expect(tests.test(orderOf(4), AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
  });
  it("is refused when too many wait, and ended when it takes too long", async () => {
    const clock = handClock(0);
    tests = openBackTests({ clock });
    const waiting = Array.from({ length: 9 }, (_, seed) => tests.test(orderOf(seed, 400), nobody()));
    const ends = Promise.allSettled(waiting);
    await expect(tests.test(orderOf(99), nobody())).rejects.toMatchObject({ code: "busy" });
    await clock.turn(31_000);
    await expect(waiting[0]).rejects.toMatchObject({ code: "unavailable" });
    await tests.close();
    expect((await ends).map(({ status }) => status)).toEqual(Array(9).fill("rejected"));
  });
});
