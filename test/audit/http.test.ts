import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import { firstAdministrator } from "../access/client.ts";
import { asNobody } from "../credentials.ts";
import { type HandClock, handClock, type Program, startProgram } from "../program.ts";

interface Answer {
  rows: { place: number; at: number; deed: string; by: { kind: string; name: string }; of: object }[];
  next: string | null;
}
const START = Date.parse("2026-11-26T10:00:00+07:00");
let clock: HandClock;
let program: Program;
beforeAll(async () => {
  clock = handClock(START);
  program = await startProgram({ clock });
});
afterAll(() => program.close());

const json = { "content-type": "application/json" };
const call = (method: string, path: string, body?: object, headers: Record<string, string> = json) =>
  fetch(`${program.url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
async function audit(query: Record<string, string> = {}): Promise<Answer> {
  const response = await call("GET", `/v1/audit?${new URLSearchParams(query)}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Answer;
}
const deeds = async (query?: Record<string, string>) => (await audit(query)).rows.map(({ deed }) => deed);

const PLAN = { scene: "calls", rotation: null, theme: "dark", lang: "th", thaiDigits: false, sound: false };

describe("a change is audited", () => {
  it.each<[string, () => Promise<Response>, object]>([
    [
      "a new screen",
      () => call("PUT", "/v1/screens/hall", { scene: "calls" }),
      { deed: "screen.planned", of: { kind: "screen", id: "hall" }, before: null, after: PLAN },
    ],
    [
      "another plan",
      () => call("PUT", "/v1/screens/hall", { scene: "losses", lang: "en" }),
      { deed: "screen.planned", before: PLAN, after: { ...PLAN, scene: "losses", lang: "en" } },
    ],
    [
      "a takeover",
      () => call("POST", "/v1/screens/hall/takeover", { scene: "freezes", minutes: 60 }),
      { deed: "screen.taken-over", before: null, after: { scene: "freezes", until: START + HOUR } },
    ],
    [
      "its end",
      () => call("DELETE", "/v1/screens/hall/takeover"),
      { deed: "screen.given-back", before: { scene: "freezes", until: START + HOUR }, after: null },
    ],
    [
      "an acknowledgement",
      () => call("POST", "/v1/screens/hall/acknowledge"),
      { deed: "screen.acknowledged", before: { acknowledgedAt: null }, after: { acknowledgedAt: START } },
    ],
    [
      "a screen that is removed",
      () => call("DELETE", "/v1/screens/hall"),
      { deed: "screen.removed", before: { ...PLAN, scene: "losses", lang: "en" }, after: null },
    ],
    [
      "a source",
      () => call("POST", "/v1/sources", { name: "KBANK", types: ["source.beat"] }),
      {
        deed: "source.registered",
        of: { kind: "source", id: "KBANK" },
        before: null,
        after: { nameTh: "KBANK", types: ["source.beat"], banks: null, beatSeconds: 30, simulated: false },
      },
    ],
    [
      "another key and scope of a source",
      () => call("POST", "/v1/sources", { name: "KBANK", types: ["source.beat"], beatSeconds: 9 }),
      {
        deed: "source.renewed",
        before: { beatSeconds: 30 },
        after: { beatSeconds: 9 },
      },
    ],
    [
      "a source that is revoked",
      () => call("DELETE", "/v1/sources/KBANK"),
      { deed: "source.revoked", before: { beatSeconds: 9 }, after: null },
    ],
  ])("once: %s", async (_what, change, said) => {
    const before = (await audit()).rows[0]!;
    expect((await change()).ok).toBe(true);
    const [last, previous] = (await audit()).rows;
    expect(previous).toEqual(before);
    expect(last).toMatchObject({
      by: { kind: "person", id: expect.any(String), name: "tester" },
      address: "127.0.0.1",
      at: expect.any(Number),
      place: before.place + 1,
      ...said,
    });
  });

  it.each<[string, () => Promise<Response>]>([
    ["a screen that is not there", () => call("DELETE", "/v1/screens/nowhere")],
    ["a plan that is none", () => call("PUT", "/v1/screens/hall", { scene: "nothing" })],
    ["a source that is not there", () => call("DELETE", "/v1/sources/nowhere")],
    ["somebody without the right", () => call("DELETE", "/v1/sources/first", undefined, { cookie: "" })],
    ["looking at it", () => call("GET", "/v1/audit")],
  ])("not, when nothing was changed: %s", async (_what, attempt) => {
    const before = await audit();
    await attempt();
    expect(await audit()).toEqual(before);
  });

  it("never says a key", async () => {
    const made = await call("POST", "/v1/sources", { name: "SCB" });
    const { key: secret } = (await made.json()) as { key: string };
    const all = JSON.stringify(await audit());
    for (const hidden of [secret, program.key]) expect(all).not.toContain(hidden);
  });
});

describe("GET /v1/audit", () => {
  const since = START + 2 * HOUR;
  beforeAll(async () => {
    await clock.turn(since - clock.now() - MINUTE);
    const anong = await firstAdministrator(program);
    await clock.turn(MINUTE);
    for (const name of ["a", "b", "a-b"]) {
      await call("PUT", `/v1/screens/${name}`, { scene: "calls" });
      await clock.turn(MINUTE);
    }
    await call("POST", "/v1/screens/a/takeover", { scene: "losses" });
    await anong.ask("POST", "/v1/sources", { name: "a" });
  });
  const from = new Date(since).toISOString();
  it.each<[string, Record<string, string>, string[]]>([
    [
      "all, the newest first",
      {},
      ["source.registered", "screen.taken-over", "screen.planned", "screen.planned", "screen.planned"],
    ],
    ["a deed", { deed: "screen.taken-over" }, ["screen.taken-over"]],
    ["deeds of a kind", { deed: "source" }, ["source.registered"]],
    ["no deed that only begins so", { deed: "scree" }, []],
    ["an object", { object: "screen/a" }, ["screen.taken-over", "screen.planned"]],
    ["objects of a kind", { object: "source" }, ["source.registered"]],
    ["who", { who: "anong" }, ["source.registered"]],
    ["nobody of that name", { who: "anon" }, []],
    [
      "up to a time, which is not included",
      { to: new Date(since + MINUTE).toISOString() },
      ["screen.planned"],
    ],
    ["all at once", { who: "tester", deed: "screen", object: "screen/b" }, ["screen.planned"]],
    ["an object whose name is a pattern", { object: "screen/%" }, []],
  ])("filters by %s", async (_what, query, expected) => {
    expect(await deeds({ from, ...query })).toEqual(expected);
  });

  it.each([
    ["from", { from: "yesterday" }],
    ["from", { from: "2026-11-27", to: "2026-11-26" }],
    ["to", { to: "2569-11-26" }],
    ["object", { object: "/hall" }],
    ["deed", { deed: "a screen" }],
    ["cursor", { cursor: "-1" }],
    ["place", { place: "1" }],
  ])("refuses a %s that is none", async (name, query) => {
    const response = await call("GET", `/v1/audit?${new URLSearchParams(query as Record<string, string>)}`);
    expect([response.status, (await response.json()) as object]).toMatchObject([
      400,
      { title: "bad-query", detail: expect.stringContaining(`${name}:`) },
    ]);
  });

  it("gives every row once, page by page, while others are written", async () => {
    for (let n = 0; n < 150; n++) await call("PUT", "/v1/screens/pages", { scene: "calls" });
    const seen: number[] = [];
    let next: string | null = null;
    do {
      const page: Answer = await audit(next ? { cursor: next } : {});
      expect(page.rows.length).toBeLessThanOrEqual(100);
      seen.push(...page.rows.map(({ place }) => place));
      next = page.next;
      await call("PUT", "/v1/screens/pages", { scene: "losses" });
    } while (next);
    expect(seen).toEqual(Array.from({ length: seen[0]! }, (_, at) => seen[0]! - at));
  });

  it("as CSV has all rows, and is itself audited with what was asked for", async () => {
    const query = { deed: "screen.planned", object: "screen/pages" };
    const response = await call("GET", `/v1/audit?${new URLSearchParams({ ...query, format: "csv" })}`);
    expect(response.headers.get("content-type")).toContain("text/csv");
    const [header, ...lines] = parse(await response.text(), { bom: true }) as string[][];
    expect(header!.slice(0, 6)).toEqual(["place", "at", "byKind", "byId", "byName", "deed"]);
    expect(lines.length).toBeGreaterThan(150);
    expect(new Set(lines.map((line) => line[5]))).toEqual(new Set(["screen.planned"]));
    expect(JSON.parse(lines[0]![9]!)).toMatchObject({ scene: "losses" });
    expect((await audit()).rows[0]).toMatchObject({
      deed: "audit.exported",
      of: { kind: "audit", id: "csv" },
      by: { kind: "person" },
      after: query,
    });
  });

  it("is not for nobody", async () => {
    expect((await asNobody(`${program.url}/v1/audit`)).status).toBe(401);
  });
});
