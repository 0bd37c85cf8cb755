import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, MINUTE } from "#calendar/units.ts";
import type { IngestAnswer } from "#wire/events.ts";
import type { Calls } from "../../backend/http/table.ts";
import { openQuarantine } from "../../backend/ingest/quarantine.ts";
import { startMaintenance } from "../../backend/store/maintenance.ts";
import { asNobody } from "../credentials.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { problemOf } from "../socket.ts";

const NOW = Date.parse("2026-11-21T14:05:00+07:00");
const AT = NOW - MINUTE;
const clock = handClock(NOW);
let program: Program;
const keys = { bank: "" };
beforeAll(async () => {
  program = await startProgram({ clock });
  const response = await ask("POST", "sources", { name: "bank", banks: ["SCB"] });
  keys.bank = ((await response.json()) as { key: string }).key;
});
afterAll(() => program.close());

type Page = Calls["GET /v1/quarantine"]["answer"];
type Row = Omit<Page["rows"][number], "event"> & { event: { id?: string; data?: unknown } | null };
type Answer = Omit<Page, "rows"> & { rows: Row[] };
function ask(method: string, path: string, body?: object, key?: string) {
  return fetch(`${program.url}/v1/${path}`, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}
/** What is kept of the events with these ids, once it is written. */
async function held(query = ""): Promise<Answer> {
  await clock.turn(1_000);
  const answer = await ask("GET", `quarantine${query}`);
  if (answer.status !== 200) throw new Error(await answer.text());
  return (await answer.json()) as Answer;
}
const heldOf = async (id: string) => {
  const find = async () => (await held()).rows.find(({ event: kept }) => kept?.id === id);
  await expect.poll(find).toBeTruthy();
  return (await find())!;
};
let count = 0;
const call = (more: object = {}, data: object = {}) => ({
  ...event("call.offered", AT, { callId: `held-${++count}`, queue: "report", ...data } as never, {
    id: `held-${count}`,
  }),
  ...more,
});
const offered = async () =>
  (await program.figures("metric=calls.offered&from=2026-11-21&to=2026-11-22")).rows[0]?.value ?? 0;

describe("a rejected event", () => {
  it("is kept with its reason and its source, and what is wrong is in it", async () => {
    const wrong = call({}, { queue: "nobody" });
    await program.send([wrong, call()]);
    const { id: _, ...row } = await heldOf(wrong.id);
    expect(row).toEqual({
      source: "first",
      code: "unknown-code",
      times: 1,
      firstAt: row.firstAt,
      lastAt: row.firstAt,
      detail: expect.stringMatching(/^queue:/),
      event: wrong,
    });
  });
  it.each<[string, (wrong: object) => Promise<unknown>]>([
    ["alone", (wrong) => program.send(wrong, { type: "application/cloudevents+json" })],
    ["in lines", (wrong) => program.send(JSON.stringify(wrong), { type: "application/x-ndjson" })],
    [
      "in binary mode",
      (wrong) => {
        const { id, source, type, time, data } = wrong as Record<string, string>;
        const attributes = { "ce-specversion": "1.0", "ce-id": id!, "ce-source": source!, "ce-type": type! };
        return fetch(`${program.url}/v1/events`, {
          method: "POST",
          headers: {
            authorization: `Bearer ${program.key}`,
            "content-type": "application/json",
            ...attributes,
            "ce-time": time!,
          },
          body: JSON.stringify(data),
        });
      },
    ],
  ])("that was sent %s is kept", async (_what, send) => {
    const wrong = call({}, { queue: "nobody" });
    await send(wrong);
    expect((await heldOf(wrong.id)).event).toEqual(wrong);
  });
  it("that contradicts what is stored is kept too", async () => {
    const first = call();
    await program.tell(first as never);
    await program.send([{ ...first, time: new Date(AT - MINUTE).toISOString() }]);
    expect(await heldOf(first.id)).toMatchObject({ code: "id-reused" });
  });
  it("that is only checked is not kept", async () => {
    const wrong = call({}, { queue: "nobody" });
    await ask("POST", "events/check", undefined);
    await fetch(`${program.url}/v1/events/check`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${program.key}`,
        "content-type": "application/cloudevents-batch+json",
      },
      body: JSON.stringify([wrong]),
    });
    expect((await held()).rows.some(({ event: kept }) => kept?.id === wrong.id)).toBe(false);
  });
  it("that comes again is one row with how often", async () => {
    const wrong = call({}, { queue: "nobody" });
    for (let n = 0; n < 3; n++) await program.send([wrong]);
    await expect.poll(async () => (await heldOf(wrong.id)).times).toBe(3);
  });
  it("is kept masked where personal data stands in it, and without what no event has", async () => {
    const wrong = call({ subject: "0812345678" }, { callId: "โทร 081-234-5678", victim: "1101700230708" });
    await program.send([wrong]);
    const { code, event: kept, detail } = await heldOf(wrong.id);
    expect(code).toBe("personal-data");
    expect(kept).toEqual({
      specversion: "1.0",
      id: wrong.id,
      source: "test",
      type: wrong.type,
      time: wrong.time,
      data: { callId: "โทร •••-•••-••••", queue: "report" },
    });
    expect(detail).not.toMatch(/\d{3}-\d{4}/);
  });
  it("that could not be read is kept by its reason alone", async () => {
    await program.send("{oops\n[1]\n", { type: "application/x-ndjson" });
    const unread = async () => (await held()).rows.filter(({ event: kept }) => kept === null);
    await expect
      .poll(async () => (await unread()).map(({ code }) => code).sort())
      .toEqual([...["not-an-object", "not-json"]]);
  });
  it("with what no database keeps is kept", async () => {
    const wrong = call({}, { callId: "a\u0000b" });
    const half = call({}, { callId: "\ud83d" });
    await program.send([wrong, half]);
    expect((await heldOf(wrong.id)).event?.data).toEqual({ callId: "ab", queue: "report" });
    expect((await heldOf(half.id)).event?.data).toEqual({ callId: "\ufffd", queue: "report" });
  });
  it("counts for its source in the last 24 hours", async () => {
    const rejected = async () => {
      const list = (await (await fetch(`${program.url}/v1/sources`)).json()) as {
        name: string;
        rejected: number;
      }[];
      return list.find(({ name }) => name === "bank")!.rejected;
    };
    expect(await rejected()).toBe(0);
    await program.send([call({}, { queue: "x" }), call({}, { queue: "x" })], { key: keys.bank });
    const written = async () => {
      await held();
      return rejected();
    };
    await expect.poll(written).toBe(2);
  });
});

describe("the list", () => {
  it("is filtered by source, code and time", async () => {
    const all = (await held()).rows;
    const codes = async (query: string) => (await held(query)).rows.map(({ code }) => code);
    expect(new Set(await codes("?code=unknown-code"))).toEqual(new Set(["unknown-code"]));
    expect(new Set((await held("?source=bank")).rows.map(({ source }) => source))).toEqual(new Set(["bank"]));
    expect(await codes("?source=nobody")).toEqual([]);
    expect(await codes("?to=2026-11-21")).toEqual([]);
    expect((await held("?from=2026-11-21")).rows).toHaveLength(all.length);
  });
  it("is paged", async () => {
    await program.send(Array.from({ length: 150 }, () => call({}, { queue: "paged" })));
    const total = async () => {
      let rows: Answer["rows"] = [];
      for (let next: string | null = ""; next !== null; ) {
        const page: Answer = await held(next ? `?cursor=${next}` : "");
        expect(page.rows.length).toBeLessThanOrEqual(100);
        rows = [...rows, ...page.rows];
        next = page.next;
      }
      return new Set(rows.map(({ id }) => id)).size;
    };
    await expect.poll(total).toBeGreaterThan(150);
  });
  it("is exported as CSV, and that is audited", async () => {
    const answer = await ask("GET", "quarantine?code=personal-data&format=csv");
    const text = await answer.text();
    expect(text).toMatch(/^id,source,code,detail,firstAt,lastAt,times,event\r\n\d+,first,personal-data,/);
    expect(await deeds("csv")).toEqual(["quarantine.exported"]);
  });
  it("is exported a piece at a time, the newest first, until nobody wants it any more", async () => {
    const { run } = program.store;
    await run("keepRejected", [
      JSON.stringify(
        Array.from({ length: 1_000 }, (_, n) => ({
          ...{ source: 1, code: "bad-time", event_id: `of-many-${n}`, times: 1, detail: "time: of many" },
          event: "{}",
        })),
      ),
      new Date(clock.now()).toISOString(),
    ]);
    const own = openQuarantine({
      store: program.store,
      clock,
      ingest: { take: () => expect.fail("nothing is sent") },
      budgetOf: () => ({ has: () => true }),
      onTrouble: console.error,
    });
    const gone = new AbortController();
    const pieces = own.all({ code: "bad-time" }, gone.signal);
    const ids: number[] = [];
    let least = 0;
    await expect(async () => {
      for await (const piece of pieces) {
        least = Math.max(least, piece.length);
        ids.push(...piece.map(({ id }) => id));
        if (ids.length >= 600) gone.abort(new Error("the client has gone"));
      }
    }).rejects.toThrow("the client has gone");
    expect(least).toBeLessThanOrEqual(200);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
    expect(ids.length).toBeLessThan(1_000);
    const text = await (await ask("GET", "quarantine?code=bad-time&format=csv")).text();
    expect(text.match(/time: of many/g)).toHaveLength(1_000);
    await own.close();
  });
  it.each(["?code=bogus", "?from=x", "?cursor=x", "?other=1"])("with %s is refused", async (query) => {
    expect(await problemOf(await ask("GET", `quarantine${query}`))).toMatchObject({ status: 400 });
  });
  it("is for who may keep keys only", async () => {
    expect((await ask("GET", "quarantine", undefined, keys.bank)).status).toBe(403);
    expect((await asNobody(`${program.url}/v1/quarantine`)).status).toBe(401);
  });
});

const deeds = async (of: string) =>
  (await program.store.run<{ deed: string; of_id: string }>("auditAfter", [0, 10_000]))
    .filter(({ of_id }) => of_id === of)
    .map(({ deed }) => deed);

describe("a corrected event", () => {
  it("is taken as its source's, leaves the quarantine, is audited, and its source is not heard by it", async () => {
    const wrong = call({}, { queue: "nobody" });
    await program.send([wrong]);
    const { id } = await heldOf(wrong.id);
    const [before, heard] = [Number(await offered()), (await program.sources.list())[0]!.heard];
    await clock.turn(MINUTE);
    const right = { ...wrong, data: { ...(wrong.data as object), queue: "report" } };
    const answer = await ask("POST", `quarantine/${id}`, { event: right });
    expect(await answer.json()).toEqual({ accepted: 1, duplicate: 0, rejected: [] });
    expect(Number(await offered())).toBe(before + 1);
    expect((await program.sources.list())[0]!.heard).toBe(heard);
    expect((await held()).rows.some((row) => row.id === id)).toBe(false);
    expect(await deeds(wrong.id)).toEqual(["event.corrected"]);
    expect(await problemOf(await ask("POST", `quarantine/${id}`, { event: right }))).toMatchObject({
      status: 404,
    });
    // The source sends the same one, corrected by itself: it is there already.
    expect(await (await program.send([right])).json()).toMatchObject({ duplicate: 1 });
  });
  it("that is still wrong stays, with what is wrong", async () => {
    const wrong = call({}, { queue: "nobody" });
    await program.send([wrong]);
    const { id } = await heldOf(wrong.id);
    const answer = await ask("POST", `quarantine/${id}`, { event: { ...wrong, time: "never" } });
    const { rejected } = (await answer.json()) as IngestAnswer;
    expect(rejected).toMatchObject([{ id: wrong.id, code: "bad-time" }]);
    expect((await held("?code=unknown-code")).rows.some((row) => row.id === id)).toBe(true);
    expect(await deeds(wrong.id)).toEqual([]);
  });
  it("that is checked and yet not taken stays, and the audit says so", async () => {
    const taken = call();
    await program.send([taken]);
    // Of another time it contradicts what is stored, which only the database knows.
    const right = { ...taken, time: new Date(AT - MINUTE).toISOString() };
    const wrong = { ...right, data: { ...(taken.data as object), queue: "nobody" } };
    await program.send([wrong]);
    const { id } = await heldOf(wrong.id);
    const answer = await ask("POST", `quarantine/${id}`, { event: right });
    expect(await answer.json()).toMatchObject({ accepted: 0, rejected: [{ code: "id-reused" }] });
    expect((await held()).rows.some((row) => row.id === id)).toBe(true);
    const rows = await program.store.run<{ deed: string; of_id: string; after: object }>(
      "auditAfter",
      [0, 10_000],
    );
    expect(rows.filter(({ of_id }) => of_id === wrong.id)).toMatchObject([
      { deed: "event.corrected", after: { id: wrong.id } },
      { deed: "event.correction-refused", after: { code: "id-reused" } },
    ]);
  });
  it("may say no more than its source may", async () => {
    const wrong = event("freeze.confirmed", AT, {
      freezeId: "f",
      bank: "SCB",
      hop: 0,
      heldSatang: 1,
    } as never);
    await program.send([wrong], { key: keys.bank });
    const { id } = await heldOf(wrong.id);
    const send = async (bank: string, more: object = {}) =>
      (await (
        await ask("POST", `quarantine/${id}`, {
          event: { ...wrong, ...more, data: { freezeId: "f", bank, hop: 1, heldSatang: 1 } },
        })
      ).json()) as IngestAnswer;
    expect((await send("KBANK")).rejected).toMatchObject([{ code: "not-allowed" }]);
    expect((await send("SCB", { id: "0812345678" })).rejected).toMatchObject([{ code: "personal-data" }]);
    expect(await send("SCB")).toMatchObject({ accepted: 1 });
  });
  it("is no heartbeat: that says the source itself", async () => {
    const beat = event("source.beat", AT, { through: "never" });
    await program.send([beat]);
    const { id } = await heldOf(beat.id);
    const through = new Date(AT).toISOString();
    const answer = await ask("POST", `quarantine/${id}`, { event: { ...beat, data: { through } } });
    expect(((await answer.json()) as IngestAnswer).rejected).toMatchObject([{ code: "not-allowed" }]);
  });
  it("of a source that was revoked is refused", async () => {
    const made = await ask("POST", "sources", { name: "gone" });
    const { key } = (await made.json()) as { key: string };
    const wrong = call({}, { queue: "nobody" });
    await program.send([wrong], { key });
    const { id } = await heldOf(wrong.id);
    await ask("DELETE", "sources/gone");
    expect(await problemOf(await ask("POST", `quarantine/${id}`, { event: wrong }))).toMatchObject({
      status: 404,
    });
  });
});

describe("a flood of rejected events", () => {
  it("is kept up to the source's budget and the bounds of the table, and counted whole", async () => {
    const { store } = program;
    const ingest = { take: async () => {} };
    let budget = 3_000;
    const quarantine = openQuarantine({
      store,
      clock,
      ingest,
      onTrouble: console.error,
      budgetOf: () => ({ has: () => --budget >= 0 }),
    });
    const { id: bank } = (await program.sources.list()).find(({ name }) => name === "bank")!;
    const before = (await program.sources.list()).find(({ id }) => id === bank)!.rejected;
    for (let n = 0; n < 5_000; n++) {
      const wrong = call();
      quarantine.keep(bank, { id: wrong.id, code: "bad-time", detail: "time: wrong" }, wrong);
    }
    await quarantine.close();
    const rows = await quarantine.list({ source: "bank" }, 10_000);
    expect(rows).toHaveLength(2_000);
    expect((await program.sources.list()).find(({ id }) => id === bank)!.rejected).toBe(before + 5_000);
  });
  it("of large events keeps what an event of its type can have, cut to what is allowed", async () => {
    const wrong = call(
      { more: "x".repeat(50_000) },
      { callId: "y".repeat(50_000), note: "z".repeat(50_000) },
    );
    await program.send([wrong]);
    const { event: kept, detail } = await heldOf(wrong.id);
    expect(JSON.stringify(kept).length).toBeLessThan(1_000);
    expect(detail.length).toBeLessThan(2_001);
  });
});

it("what was not rejected again for 30 days is dropped, and its count", async () => {
  const wrong = call({}, { queue: "nobody" });
  await program.send([wrong]);
  await heldOf(wrong.id);
  const deps = {
    store: program.store,
    clock,
    retentionDays: 1_830,
    quarantineDays: 30,
    isClockRight: () => true,
    onTrouble: console.error,
  };
  const maintenance = startMaintenance(deps);
  await maintenance.run();
  expect((await held("?code=unknown-code")).rows.length).toBeGreaterThan(0);
  await maintenance.stop();
  const later = startMaintenance({ ...deps, clock: { ...clock, now: () => clock.now() + 31 * DAY } });
  await later.run();
  await later.stop();
  expect((await held()).rows).toEqual([]);
});
