import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloudEvent, EventType, IngestAnswer } from "#wire/events.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openPost } from "../../backend/sender/post.ts";
import { event, type Program, startProgram } from "../program.ts";

const ONE = "application/cloudevents+json";
const BATCH = "application/cloudevents-batch+json";
const LINES = "application/x-ndjson";
const AT = Date.parse("2026-11-01T10:00:00+07:00");

let program: Program;
let key: string;
beforeAll(async () => {
  program = await startProgram();
  const types: EventType[] = ["call.offered", "freeze.requested", "freeze.confirmed"];
  const response = await fetch(`${program.url}/v1/sources`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "KBANK", nameTh: "กสิกร", types, banks: ["KBANK"], beatSeconds: 60 }),
  });
  ({ key } = (await response.json()) as { key: string });
  await program.tell(
    event("freeze.requested", AT, {
      freezeId: "of-scb",
      reportId: "r",
      bank: "SCB",
      hop: 1,
      amountSatang: 1,
      accountToken: "t",
    }),
  );
});
afterAll(() => program.close());

let count = 0;
const call = (more: Partial<CloudEvent> = {}) =>
  event("call.offered", AT, { callId: `verdicts-${++count}`, queue: "report" }, more);
const confirmed = (bank: string, freezeId: string) =>
  event("freeze.confirmed", AT, { freezeId, bank, hop: 1, heldSatang: 1 });
const bodyOf = (events: unknown[], type: string) =>
  type === ONE
    ? JSON.stringify(events[0])
    : type === BATCH
      ? JSON.stringify(events)
      : events.map((each) => JSON.stringify(each)).join("\n");

describe("a request of one event", () => {
  it.each<[string, number, () => unknown]>([
    ["invalid-field", 422, () => call({ source: "" })],
    ["unknown-type", 422, () => ({ ...call(), type: "th.aoc1441.constructor" })],
    ["unknown-code", 422, () => event("call.offered", AT, { callId: "1", queue: "lost" as "report" })],
    ["future", 422, () => call({ time: "2099-01-01T00:00:00Z" })],
    ["not-an-object", 422, () => [call()]],
    ["not-allowed", 403, () => confirmed("SCB", "of-scb")],
    ["other-bank", 403, () => confirmed("KBANK", "of-scb")],
  ])("that is rejected (%s) is answered with %i and that problem", async (code, status, make) => {
    const response = await program.send(make(), { type: ONE, key });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    const problem = await response.json();
    const { detail } = problem;
    expect(problem).toEqual({
      type: `urn:aoc1441:${code}`,
      title: code,
      status,
      detail: expect.stringMatching(/./),
      accepted: 0,
      duplicate: 0,
      rejected: [{ index: 0, id: problem.rejected[0].id, code, detail }],
    });
  });
});

describe("a request of several", () => {
  const TWICE = call();
  const bad = () => call({ source: "" });
  it.each<[string, string, () => unknown[], number, Partial<IngestAnswer>]>(
    [BATCH, LINES].flatMap((type): [string, string, () => unknown[], number, Partial<IngestAnswer>][] => [
      ["all good", type, () => [call(), call()], 200, { accepted: 2, duplicate: 0 }],
      ["one good, one bad", type, () => [call(), bad()], 200, { accepted: 1, duplicate: 0 }],
      ["all bad", type, () => [bad(), bad()], 422, { accepted: 0, duplicate: 0 }],
      ["one, which is bad", type, () => [bad()], 422, { accepted: 0, duplicate: 0 }],
      ["duplicates alone", type, () => [TWICE, TWICE], 200, {}],
      ["a duplicate and a bad one", type, () => [TWICE, bad()], 200, { accepted: 0, duplicate: 1 }],
      ["none", type, () => [], 200, { accepted: 0, duplicate: 0 }],
    ]),
  )("that are %s, as %s, is answered with their verdicts", async (_what, type, make, status, counts) => {
    const events = make();
    const response = await program.send(bodyOf(events, type), { type, key });
    const answer = (await response.json()) as IngestAnswer & { title?: string };
    expect(response.status).toBe(status);
    expect(answer).toMatchObject(counts);
    expect(answer.accepted + answer.duplicate + answer.rejected.length).toBe(events.length);
    expect(answer.title).toBe(status === 200 ? undefined : "all-rejected");
  });

  it("says how many, also of those that are not listed", async () => {
    const response = await program.send("{}\n".repeat(10_002), { type: LINES, key });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      detail: "none of the 10002 events was taken; rejected says why",
      unlisted: 2,
    });
  });
});

describe("a program sees that nothing was taken:", () => {
  const curl = hasCurl();
  it.skipIf(!curl)(`curl --fail${curl ? "" : " (no curl here)"}`, async () => {
    const exitOf = (type: string, ...events: unknown[]) =>
      promisify(execFile)("curl", [
        ...["--fail", "--silent", "--show-error", `${program.url}/v1/events`, "-H", `content-type: ${type}`],
        ...["-H", `authorization: Bearer ${key}`, "--data-binary", bodyOf(events, type)],
      ]).then(
        () => 0,
        ({ code }: { code: number }) => code,
      );
    // 22: the answer was 400 or above.
    expect(await exitOf(ONE, call())).toBe(0);
    expect(await exitOf(ONE, call({ source: "" }))).toBe(22);
    expect(await exitOf(BATCH, call({ source: "" }), call({ source: "" }))).toBe(22);
    expect(await exitOf(BATCH, call({ source: "" }), call())).toBe(0);
  });

  it("the sender, which goes on: each line has its verdict", async () => {
    const post = openPost({ url: program.url, clock: realClock, patienceMs: 0 });
    const answer = await post(key, bodyOf([call({ source: "" }), {}], LINES), new AbortController().signal);
    expect(answer).toMatchObject({ accepted: 0, duplicate: 0, rejected: [{ index: 0 }, { index: 1 }] });
  });
});

function hasCurl(): boolean {
  try {
    execFileSync("curl", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
