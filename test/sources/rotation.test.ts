import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { IngestAnswer } from "#wire/events.ts";
import type { Calls } from "../../backend/http/table.ts";
import { event, type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { head, openRaw, problemOf } from "../socket.ts";

let program: Program;
let clock: MovedClock;
beforeAll(async () => {
  clock = movedClock();
  program = await startProgram({ clock });
});
afterAll(() => program.close());

let count = 0;
const call = () =>
  event("call.offered", clock.now() - MINUTE, { callId: `rotation-${++count}`, queue: "report" });
const filed = (agency: string, reportId = `rotation-${++count}`) =>
  event("report.filed", clock.now() - MINUTE, {
    reportId,
    channel: "1441",
    agency,
    scamType: "job",
    province: "TH-10",
    lossSatang: 1,
  });
const calls = (many: number) => Array.from({ length: many }, call);

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
async function told<T = { key: string }>(response: Promise<Response>): Promise<T> {
  const answer = await response;
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
const register = async (name: string, more: object = {}) =>
  (await told(ask("POST", "sources", { name, ...more }))).key;
const statusOf = async (key: string) => (await program.send([call()], { key })).status;
type Listed = Calls["GET /v1/sources"]["answer"][number];
const listed = async (name: string) =>
  ((await (await fetch(`${program.url}/v1/sources`)).json()) as Listed[]).find((each) => each.name === name)!;

describe("a key that is rotated", () => {
  it("ends a day later by itself, and the new one is good at once", async () => {
    const old = await register("a-day");
    const { key, othersEndAt, number } = await told<Calls["POST /v1/sources/:name/keys"]["answer"]>(
      ask("POST", "sources/a-day/keys", {}),
    );
    expect([number, Math.abs(othersEndAt - (clock.now() + 24 * HOUR)) < MINUTE]).toEqual([2, true]);
    expect([await statusOf(old), await statusOf(key)]).toEqual([200, 200]);
    clock.ahead += 24 * HOUR - MINUTE;
    expect([await statusOf(old), await statusOf(key)]).toEqual([200, 200]);
    clock.ahead += MINUTE + 1;
    expect(await problemOf(await program.send([call()], { key: old }))).toMatchObject({ status: 401 });
    expect(await statusOf(key)).toBe(200);
  });
  it.each([
    ["at once", 0, 401],
    ["after the hours that are asked for", 0.5, 200],
  ])("ends %s", async (_what, overlapHours, status) => {
    const name = `overlap-${overlapHours}`;
    const old = await register(name);
    await told(ask("POST", `sources/${name}/keys`, { overlapHours }));
    expect(await statusOf(old)).toBe(status);
    clock.ahead += HOUR;
    expect(await statusOf(old)).toBe(401);
  });
  it("never ends later than was told before", async () => {
    const old = await register("sooner");
    await told(ask("POST", "sources/sooner/keys", { overlapHours: 1 }));
    await told(ask("POST", "sources/sooner/keys", { overlapHours: 100 }));
    clock.ahead += HOUR + 1;
    expect(await statusOf(old)).toBe(401);
  });
  it.each([-1, 90 * 24 + 1, "1", null])("for %s hours is refused", async (overlapHours) => {
    expect(await problemOf(await ask("POST", "sources/first/keys", { overlapHours }))).toMatchObject({
      status: 400,
    });
  });
  it("of a source that is not there is refused", async () => {
    expect(await problemOf(await ask("POST", "sources/nobody/keys", {}))).toMatchObject({ status: 404 });
  });
});

describe("a key of several", () => {
  it("is revoked alone and at once, and restored within ten minutes", async () => {
    const [one, two] = [await register("several"), ""];
    const second = await told(ask("POST", "sources/several/keys", {}));
    expect([await statusOf(one), await statusOf(second.key), two]).toEqual([200, 200, ""]);
    expect((await ask("DELETE", "sources/several/keys/1")).status).toBe(204);
    expect([await statusOf(one), await statusOf(second.key)]).toEqual([401, 200]);
    expect((await ask("POST", "sources/several/keys/1/restore")).status).toBe(204);
    expect(await statusOf(one)).toBe(200);
    await ask("DELETE", "sources/several/keys/1");
    clock.ahead += 11 * MINUTE;
    expect(await problemOf(await ask("POST", "sources/several/keys/1/restore"))).toMatchObject({
      status: 404,
    });
    expect(await statusOf(one)).toBe(401);
  });
  it.each([
    "DELETE sources/a-day/keys/9",
    "DELETE sources/nobody/keys/1",
    "POST sources/a-day/keys/2/restore",
  ])("that is not there is refused: %s", async (asked) => {
    const [method, path] = asked.split(" ") as [string, string];
    expect(await problemOf(await ask(method, path))).toMatchObject({ status: 404 });
  });
  it("is listed with who made it, when it was last used and when it ends, and without itself", async () => {
    const key = await register("listed");
    expect((await listed("listed")).keys).toEqual([
      {
        number: 1,
        madeAt: expect.any(Number),
        madeBy: "tester",
        endsAt: null,
        usedAt: null,
        revokedAt: null,
      },
    ]);
    await statusOf(key);
    await told(ask("POST", "sources/listed/keys", {}));
    const shown = async () =>
      (await listed("listed")).keys.map(({ number, usedAt, endsAt }) => [
        number,
        usedAt !== null,
        endsAt !== null,
      ]);
    await expect.poll(shown).toEqual([
      [2, false, false],
      [1, true, true],
    ]);
    const list = await (await fetch(`${program.url}/v1/sources`)).text();
    expect(list).not.toContain(key);
  });
  it("is one of 50 at most", async () => {
    await register("many");
    for (let n = 2; n <= 50; n++) await told(ask("POST", "sources/many/keys", {}));
    expect(await problemOf(await ask("POST", "sources/many/keys", {}))).toMatchObject({ status: 400 });
    await ask("DELETE", "sources/many/keys/1");
    await told(ask("POST", "sources/many/keys", {}));
  });
});

describe("the limits of a source", () => {
  const change = (name: string, more: object) =>
    ask("PUT", `sources/${name}`, {
      nameTh: name,
      types: ["call.offered", "report.filed", "source.beat"],
      banks: null,
      agencies: null,
      beatSeconds: 30,
      eventsPerMinute: null,
      mayRead: false,
      accountNumbers: false,
      ...more,
    });
  it("are changed while its keys stay", async () => {
    const key = await register("changed");
    expect((await change("changed", { types: ["report.filed"] })).status).toBe(200);
    const { rejected } = (await (await program.send([call(), filed("aoc")], { key })).json()) as IngestAnswer;
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([[0, "not-allowed"]]);
    expect(await listed("changed")).toMatchObject({
      types: ["report.filed", "source.beat"],
      nameTh: "changed",
    });
  });
  it("must all be named, so that none is lifted by leaving it out", async () => {
    const problem = await problemOf(await ask("PUT", "sources/changed", { nameTh: "x" }));
    expect(problem.detail.match(/(?<=^|; )\w+(?=:)/g)).toEqual([
      ...["types", "banks", "agencies", "beatSeconds", "eventsPerMinute", "mayRead", "accountNumbers"],
    ]);
  });
  it("have only codes that there are", async () => {
    const problem = await problemOf(await change("changed", { agencies: ["bogus"] }));
    expect(problem).toMatchObject({ status: 400, detail: expect.stringMatching(/^agencies:/) });
    expect(await problemOf(await change("nobody", {}))).toMatchObject({ status: 404 });
  });
  it("of an agency let it send that agency's reports only", async () => {
    const key = await register("ccib", { agencies: ["ccib"] });
    const { rejected, accepted } = (await (
      await program.send([filed("ccib"), filed("aoc"), call()], { key })
    ).json()) as IngestAnswer;
    expect(rejected.map(({ index, code, detail }) => [index, code, detail])).toEqual([
      [1, "not-allowed", "agency: the key of ccib may send reports of ccib only"],
    ]);
    expect(accepted).toBe(2);
  });
  it("of events a minute take an array whole, and refuse the next until there is room again", async () => {
    const key = await register("slow", { eventsPerMinute: 60 });
    expect((await program.send(calls(100), { key })).status).toBe(200);
    const refused = await program.send([call()], { key });
    expect(await problemOf(refused)).toMatchObject({ status: 429, code: "busy" });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(40);
    expect(await statusOf(program.key)).toBe(200);
    clock.ahead += Number(refused.headers.get("retry-after")) * 1000;
    expect(await statusOf(key)).toBe(200);
  });
  it("of events a minute end a stream with what came before", async () => {
    const key = await register("slow-stream", { eventsPerMinute: 60 });
    const raw = await openRaw(program.url);
    raw.write(head(key, { "transfer-encoding": "chunked", "content-type": "application/x-ndjson" }));
    const chunk = (text: string) => raw.write(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
    chunk(
      `${calls(70)
        .map((each) => JSON.stringify(each))
        .join("\n")}\n`,
    );
    const next = () => {
      if (!raw.received()) chunk(`${JSON.stringify(call())}\n`);
      return raw.received();
    };
    await expect.poll(next).toMatch(/^HTTP\/1.1 429 .*"accepted":\d+/s);
    expect(Number(/"accepted":(\d+)/.exec(raw.received())?.[1])).toBeGreaterThanOrEqual(70);
    raw.end();
  });
});

describe("the key of the first source", () => {
  it("is listed as any other, and reads every figure", async () => {
    expect(await listed("first")).toMatchObject({
      mayRead: true,
      eventsPerMinute: null,
      agencies: null,
      keys: [{ number: 1, madeBy: "BOOTSTRAP_SOURCE_KEY" }],
    });
    expect(await program.sources.visit(`Bearer ${program.key}`)).toMatchObject({
      kind: "key",
      mayRead: true,
      maySend: true,
      sender: { name: "first" },
      scope: { banks: null, provinces: null, agencies: null },
    });
  });
});

describe("a key for reading", () => {
  const make = (body: object) => told(ask("POST", "reading-keys", body));
  const visit = (key: string) => program.sources.visit(`Bearer ${key}`);
  it("reads within its scope, and sends nothing", async () => {
    const { key } = await make({ name: "KBANK-reads", banks: ["KBANK"], agencies: ["aoc", "ccib"] });
    expect(await visit(key)).toMatchObject({
      kind: "key",
      mayRead: true,
      maySend: false,
      scope: { banks: ["KBANK"], provinces: null, agencies: ["aoc", "ccib"] },
    });
    expect(await problemOf(await program.send([call()], { key }))).toMatchObject({ status: 403 });
  });
  it("named as the first source registers nothing", async () => {
    const { key } = await make({ name: "first" });
    expect(await problemOf(await ask("POST", "sources", { name: "x" }, key))).toMatchObject({ status: 403 });
  });
  it("ends when it was told to", async () => {
    const { key } = await make({ name: "ends", endsAt: clock.now() + HOUR });
    await visit(key);
    clock.ahead += HOUR;
    await expect(visit(key)).rejects.toMatchObject({ code: "unauthorized" });
  });
  it("is listed, revoked at once, and its name is free again", async () => {
    const { key } = await make({ name: "gone", provinces: ["TH-10"] });
    const list = async () =>
      (await (await ask("GET", "reading-keys")).json()) as Calls["GET /v1/reading-keys"]["answer"];
    expect((await list())[0]).toMatchObject({
      name: "gone",
      madeBy: "tester",
      revokedAt: null,
      scope: { banks: null, provinces: ["TH-10"], agencies: null },
    });
    expect(await problemOf(await ask("POST", "reading-keys", { name: "gone" }))).toMatchObject({
      status: 400,
    });
    await visit(key);
    expect((await ask("DELETE", "reading-keys/gone")).status).toBe(204);
    await expect(visit(key)).rejects.toMatchObject({ code: "unauthorized" });
    expect(await problemOf(await ask("DELETE", "reading-keys/gone"))).toMatchObject({ status: 404 });
    await make({ name: "gone" });
  });
  it.each<[string, object]>([
    ["without a name", {}],
    ["with an unknown bank", { name: "x", banks: ["BOGUS"] }],
    ["with an unknown province", { name: "x", provinces: ["KBANK"] }],
    ["with no bank at all", { name: "x", banks: [] }],
  ])("%s is refused", async (_what, body) => {
    expect(await problemOf(await ask("POST", "reading-keys", body))).toMatchObject({ status: 400 });
  });
  it("makes no other key", async () => {
    const { key } = await make({ name: "curious" });
    for (const path of ["reading-keys", "sources", "sources/first/keys"])
      expect((await ask("POST", path, { name: "y" }, key)).status).toBe(403);
  });
});

it("every change of a source or a key is in the audit, without a key or its hash", async () => {
  const { key } = await told(ask("POST", "sources", { name: "audited", banks: ["SCB"] }));
  await ask("PUT", "sources/audited", {
    nameTh: "x",
    types: ["source.beat"],
    banks: null,
    agencies: null,
    beatSeconds: 30,
    eventsPerMinute: 5,
    mayRead: false,
    accountNumbers: false,
  });
  const { key: second } = await told(ask("POST", "sources/audited/keys", {}));
  await ask("DELETE", "sources/audited/keys/1");
  await ask("POST", "sources/audited/keys/1/restore");
  await ask("POST", "sources", { name: "audited" });
  await ask("DELETE", "sources/audited");
  const { key: third } = await told(ask("POST", "reading-keys", { name: "audited" }));
  await ask("DELETE", "reading-keys/audited");
  const rows = await program.store.run<{ deed: string; of_id: string; by_name: string; address: string }>(
    "auditAfter",
    [0, 10_000],
  );
  const own = rows.filter(({ of_id }) => of_id === "audited");
  expect(own.map(({ deed }) => deed)).toEqual([
    ...["source.registered", "source.changed", "source.key-rotated", "source.key-revoked"],
    ...["source.key-restored", "source.renewed", "source.revoked", "reading-key.made", "reading-key.revoked"],
  ]);
  expect(new Set(own.map(({ by_name, address }) => `${by_name} ${address}`))).toEqual(
    new Set(["tester 127.0.0.1"]),
  );
  const text = JSON.stringify(rows);
  for (const secret of [key, second, third, program.key]) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/hash"?:\s*"?\\\\x/);
});
