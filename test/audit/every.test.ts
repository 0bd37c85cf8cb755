/** Every change of the table: one row of the audit, in the transaction of the change. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { Deed } from "#wire/deeds.ts";
import { listAudit } from "../../backend/audit/queries.ts";
import { firstAdministrator } from "../access/client.ts";
import { event, handClock, startProgram } from "../program.ts";
import { fortnight } from "../reports/centre.ts";
import { idOf, pathOf, ROUTES } from "../routes.ts";
import { type Centre, CHANGES, ENDS, MAKES, NOT_AUDITED, WITHOUT_STATES } from "./deeds.ts";
import { openTampered } from "./tampering.ts";

const WRITES = new Map(ROUTES.filter(({ method }) => method !== "GET").map((route) => [idOf(route), route]));
/** Where requests come from: what is done from the second is refused by the audit. */
const FROM = { taken: "192.0.2.31", refused: "192.0.2.66" };
const ANY = { who: null, deed: null, kind: null, id: null, from: null, until: null };

const RECIPIENT = WRITES.get("POST /v1/alerts/recipients")!.examples![0]!.body!;
const freeze = (at: number, bank: string) =>
  event("freeze.requested", at, {
    freezeId: bank,
    reportId: "r",
    bank,
    hop: 1,
    amountSatang: 1,
    accountToken: "t",
  });

const folder = mkdtempSync(join(tmpdir(), "war-room-"));
let centre: Centre;
beforeAll(async () => {
  const store = await openTampered(folder);
  await store.run("refuseAuditFrom");
  await store.run("noteCommits");
  await store.close();
  // The examples' day.
  const clock = handClock(Date.parse("2026-11-21T15:00:00+07:00"));
  const config = { trustedProxies: ["127.0.0.1"] };
  const program = await startProgram({ clock, config, folder: join(folder, "data") });
  for (const id of ["first", "second"]) await program.send([{ id, source: "exchange" }]);
  await clock.turn(1_000);
  const admin = await firstAdministrator(program);
  centre = { program, clock, admin };
  await admin.ask("POST", "/v1/alerts/recipients", { ...RECIPIENT, name: "เวรดึก" });
  // A day that can be reported, and freezes that nobody answers.
  await program.tell(
    ...fortnight().filter(({ time }) => Date.parse(time) < clock.now()),
    ...["KBANK", "SCB"].map((bank) => freeze(clock.now() - 2 * HOUR, bank)),
    event("source.beat", clock.now(), { through: new Date(clock.now()).toISOString() }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const newest = (most: number) => listAudit(centre.program.store.run, ANY, Number.MAX_SAFE_INTEGER, most);
/** Between two of these lies what a refused request has committed. */
const marks: string[] = [];
async function mark(name: string) {
  const { status } = await centre.admin.ask("PUT", `/v1/screens/${name}`, { scene: "calls" });
  expect(status).toBe(200);
}

it("is either audited or has a reason not to be", () => {
  expect([...Object.keys(CHANGES), ...Object.keys(NOT_AUDITED)].sort()).toEqual([...WRITES.keys()].sort());
});

it("has what was and what is, unless something came or went, or there is a reason", () => {
  const rightOf = (deed: Deed) => {
    if (WITHOUT_STATES[deed]) return "none";
    if (MAKES.test(deed)) return "after";
    return ENDS.test(deed) ? "before" : "both";
  };
  for (const { deeds, states } of Object.values(CHANGES))
    expect([deeds.at(-1), states]).toEqual([deeds.at(-1), rightOf(deeds.at(-1)!)]);
  const last = Object.values(CHANGES).map(({ deeds }) => deeds.at(-1)!);
  for (const deed of Object.keys(WITHOUT_STATES)) expect(last).toContain(deed);
});

describe("a change", () => {
  it.each(Object.keys(CHANGES))("is audited, or is not made: %s", async (id) => {
    const route = WRITES.get(id)!;
    const { method, examples } = route;
    const { deeds, states, ask, isSpent } = CHANGES[id]!;
    const example = examples![0]!;
    const asked = async () => ({ as: centre.admin, ...example, ...(await ask?.(centre)) });
    const send = ({ as, params, body }: Awaited<ReturnType<typeof asked>>, from: string) => {
      return as.ask(method, pathOf(route, params), body, { "x-forwarded-for": from });
    };
    let request = await asked();

    await mark("before");
    const refused = await send(request, FROM.refused);
    await mark("after");
    marks.push(id);
    expect([refused.status, refused.body]).toEqual([500, expect.objectContaining({ title: "internal" })]);
    if (isSpent) request = await asked();
    const [before] = await newest(1);
    const done = await send(request, FROM.taken);
    expect([done.status, done.body]).toEqual([expect.toSatisfy((status) => status < 300), done.body]);
    const rows = (await newest(10)).filter(({ place }) => place > before!.place).reverse();
    expect(rows.map(({ deed }) => deed)).toEqual(deeds);
    for (const { at } of rows) expect(Math.abs(at - centre.clock.now())).toBeLessThan(MINUTE);
    for (const row of rows)
      expect(row).toMatchObject({
        by: { kind: "person", id: expect.any(String), name: expect.stringMatching(/./) },
        address: FROM.taken,
        of: { id: expect.stringMatching(/./) },
      });
    const { before: was, after: is } = rows.at(-1)!;
    expect([was !== null, is !== null]).toEqual([
      states === "before" || states === "both",
      states === "after" || states === "both",
    ]);
  });
});

/** What may be written beside a change, also beside one that is refused; `at`: at all of these routes, or rows. */
const BESIDE: { table: string; at?: RegExp; why: string }[] = [
  { table: "tries", why: "each try to sign in counts as one that failed until it has succeeded" },
  { table: "challenges", why: "a challenge is taken once, right or wrong" },
  { table: "judge", why: "the server judges alerts all the time" },
  { table: "episodes", at: /^(?!.*anong)/, why: "the same; nobody of a name does that" },
  { table: "transitions", at: /^(?!.*anong)/, why: "the same" },
  { table: "messages", at: /^(?!POST \S+\/test)/, why: "the server sends what was queued before" },
  { table: "attempts", why: "the same" },
  { table: "report_runs", at: /^(?!POST \S+\/runs)/, why: "the server goes on with what was tried again" },
  { table: "keys", at: /^(?!\S+ \/v1\/(sources|reading-keys))/, why: "a key was used by a source" },
  { table: "moments", why: "the ceiling of the moments of recording is raised every few seconds of writing" },
  { table: "reconciled", why: "the server compares its figures with the events" },
];
const isBeside = (route: string, what: string, said: string) =>
  BESIDE.some(({ table, at }) => table === what && (at?.test(`${route} ${said}`) ?? true));
/** The two marks, as their table and the audit say them. */
const markIn = (said: string) => /[(,](before|after),/.exec(said)?.[1];

it("what was refused has left nothing behind", async () => {
  await centre.program.close();
  const store = await openTampered(folder);
  const commits = await store.run<{ what: string; said: string }>("committed");
  await store.close();
  const left: string[] = [];
  let at = -1;
  let isBetween = false;
  for (const { what, said } of commits) {
    // A mark writes its screen, then its row of the audit.
    if (what === "screens" && markIn(said) === "after") isBetween = false;
    if (isBetween && !isBeside(marks[at]!, what, said)) left.push(`${marks[at]}: ${what} ${said}`);
    if (what === "audit" && markIn(said) === "before") {
      isBetween = true;
      at++;
    }
  }
  expect(at).toBe(marks.length - 1);
  expect(left).toEqual([]);
});
