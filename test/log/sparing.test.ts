import { expect, it } from "vitest";
import { openSparingLog } from "../../backend/log/sparing.ts";
import { handClock } from "../program.ts";

it("a thing is said once, and after a minute how often it came", async () => {
  const clock = handClock(0);
  const lines: string[] = [];
  const log = openSparingLog({ error: ({ path }, what) => lines.push(`${path} ${what}`) }, clock);
  for (let n = 0; n < 5_000; n++) log.error({ err: new Error("refused"), path: "/v1/events" }, "refused");
  log.error({ path: "/v1/figures" }, "refused");
  log.error({ path: "/v1/figures" }, "lost");
  expect(lines).toEqual(["/v1/events refused", "/v1/figures refused", "/v1/figures lost"]);
  await clock.turn(60_000);
  expect(lines.slice(3)).toEqual(["/v1/events 4999 times more within a minute: refused"]);
  log.error({ path: "/v1/events" }, "refused");
  await clock.turn(60_000);
  expect(lines.slice(4)).toEqual(["/v1/events refused"]);
});

it("what is said differently each time fills no disk, and at the end the rest is counted", () => {
  const lines: string[] = [];
  const log = openSparingLog({ error: (_, what) => lines.push(what) }, handClock(0));
  for (let n = 0; n < 10_000; n++) log.error({ path: `/${n}` }, "failed");
  expect(lines.length).toBe(101);
  log.close();
  expect(lines.slice(101)).toEqual(["9899 times more within a minute: failed"]);
});
