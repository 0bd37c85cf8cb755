import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IngestAnswer } from "#wire/events.ts";
import { readLines } from "../../backend/ingest/body.ts";
import { openBudgets } from "../../backend/ingest/budgets.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { head, openRaw, problemOf, type RawConnection } from "../socket.ts";

const AT = Date.parse("2026-11-01T10:00:00+07:00");
let program: Program;
const keys = { bank: "", beats: "" };
const log: string[] = [];
beforeAll(async () => {
  // Time stands still: a budget that is used up stays used up.
  program = await startProgram({
    clock: handClock(Date.parse("2026-11-21T14:05:00+07:00")),
    log: pino({ level: "warn" }, { write: (line) => void log.push(line) }),
  });
  keys.bank = await register("bank", ["report.filed", "source.beat"]);
  keys.beats = await register("beats", ["source.beat"]);
});
afterAll(() => program.close());

async function register(name: string, types: string[]): Promise<string> {
  const response = await fetch(`${program.url}/v1/sources`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, nameTh: name, types, banks: null, beatSeconds: 60 }),
  });
  return ((await response.json()) as { key: string }).key;
}
let count = 0;
const call = () => event("call.offered", AT, { callId: `bounds-${++count}`, queue: "report" });
const filed = (lossSatang: number, time = AT) =>
  event("report.filed", time, {
    reportId: `bounds-${++count}`,
    channel: "1441",
    agency: "aoc",
    scamType: "job",
    province: "TH-10",
    lossSatang,
  });
const lines = "application/x-ndjson";
const sum = async () =>
  (await program.figures("metric=reports.loss_satang&from=2026-11-01&to=2026-11-02")).rows[0]?.value;

describe("empty lines", () => {
  const noted = (text: string) => {
    const spent = { lines: 0, bytes: 0, events: 0 };
    const spend = (of: "bytes" | "lines" | "events", many: number) => {
      spent[of] += many;
    };
    const sending = { sender: 1, spend, onWait: () => {}, signal: new AbortController().signal };
    return { spent, found: readLines(Readable.from([Buffer.from(text)]), sending) };
  };
  it.each<[string, string, number[]]>([
    ["between events", '{"a":1}\n\n\n{"a":2}\n', [1, 4]],
    ["with blanks and returns", ' \t\r\n\r\n  {"a":1}\r\n \n{"a":2}', [3, 5]],
    ["only", "\n\r\n \n", []],
    ["none", '{"a":1}\n{"a":2}', [1, 2]],
  ])("%s are skipped and counted", async (_what, text, expected) => {
    const { spent, found } = noted(text);
    const at: number[] = [];
    for await (const each of found) at.push(each.line!);
    expect(at).toEqual(expected);
    expect(spent).toMatchObject({ bytes: text.length, lines: text.split("\n").length - 1 });
  });

  it("are bounded for each source, and the events of others go through", async () => {
    const bomb = gzipSync(Buffer.alloc(1_500_000, "\n"));
    const response = await fetch(`${program.url}/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${keys.bank}`, "content-type": lines, "content-encoding": "gzip" },
      body: new Uint8Array(bomb),
    });
    expect(await problemOf(response)).toMatchObject({ status: 429, code: "busy" });
    expect(response.headers.get("retry-after")).toBe("1");
    await program.tell(call());
  });
});

describe("a budget", () => {
  it("is a source's own, and comes back with time", () => {
    let now = 0;
    const of = openBudgets(() => now);
    of(1).spend("lines", 1_000_000);
    expect(() => of(1).spend("lines", 50_000)).toThrow(
      /^this source has sent too many lines: 1000000 at once/,
    );
    of(1).spend("bytes", 1);
    of(2).spend("lines", 1_000_000);
    now = 1_000;
    expect(of(1).has("lines", 1)).toBe(false);
    now = 3_000;
    expect(of(1).has("lines", 50_000)).toBe(true);
  });
  it.each([
    ["bytes", 256 * 2 ** 20, 16 * 2 ** 20, "bytes"],
    ["lines", 1_000_000, 50_000, "lines"],
    ["rejected", 100_000, 2_000, "rejected events"],
    ["retried", 5_000, 100, "events to be written again"],
    ["kept", 1_000, 5, "rejected events that are kept"],
  ] as const)("of %s is %d at once and %d a second", (what, burst, perSecond, named) => {
    let now = 0;
    const own = openBudgets(() => now)(1);
    own.spend(what, burst);
    expect(own.has(what, 1)).toBe(false);
    expect(() => own.spend(what, 1)).toThrow(`too many ${named}: ${burst} at once and ${perSecond} a second`);
    now = 1_000;
    // What was too much is paid for first.
    expect(own.has(what, perSecond)).toBe(false);
    expect(own.has(what, perSecond - 1)).toBe(true);
  });
  it("is not what an honest array of wrong events needs", async () => {
    const wrong = Array.from({ length: 20_000 }, () => ({ ...call(), specversion: "0.3" }));
    const answer = (await (await program.send(wrong)).json()) as IngestAnswer;
    expect(answer.rejected.length + (answer.unlisted ?? 0)).toBe(20_000);
  });
  it("that is used up takes all or none of an array", async () => {
    const before = program.figures("metric=calls.offered&from=2026-11-01&to=2026-11-02");
    const value = (await before).rows[0]?.value;
    const wrong = Array.from({ length: 20_000 }, () => ({ ...call(), specversion: "0.3" }));
    const statuses: number[] = [];
    for (let n = 0; n < 5; n++) statuses.push((await program.send([call(), ...wrong.slice(1)])).status);
    expect(statuses.at(-1)).toBe(429);
    const taken = statuses.filter((status) => status === 200).length;
    expect((await program.figures("metric=calls.offered&from=2026-11-01&to=2026-11-02")).rows[0]?.value).toBe(
      Number(value) + taken,
    );
    await program.tell(call());
  });
});

describe("a source that may only send heartbeats", () => {
  it("is answered before its body is read, when that is larger than heartbeats are", async () => {
    const raw = await openRaw(program.url);
    raw.write(head(keys.beats, { "content-length": 8 * 1024 * 1024 }));
    expect(await raw.status()).toBe(413);
    raw.end();
  });
  it.each(["application/cloudevents-batch+json", lines])(
    "is stopped in %s whose length it does not say",
    async (type) => {
      const raw = await openRaw(program.url);
      raw.write(head(keys.beats, { "transfer-encoding": "chunked", "content-type": type }));
      const chunk = `${" ".repeat(49_999)}\n`;
      for (let n = 0; n < 2; n++) raw.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`);
      expect(await raw.status()).toBe(413);
      raw.end();
    },
  );
  it("sends heartbeats", async () => {
    const beat = event("source.beat", AT, { through: new Date(AT).toISOString() });
    expect(await (await program.send([beat], { key: keys.beats })).json()).toMatchObject({ accepted: 1 });
  });
});

describe("memory for bodies", () => {
  /** A large body that does not end. */
  async function holdBody(key: string) {
    const raw = await openRaw(program.url);
    const fields = { "content-length": 8_000_000, "content-type": "application/cloudevents-batch+json" };
    raw.write(head(key, fields));
    raw.write(Buffer.alloc(7_500_000, " "));
    return raw;
  }
  const isRefused = (raw: RawConnection) => raw.received().includes("HTTP/1.1 429");

  it("is shared by all sources, and a small body of another gets through", async () => {
    const held: RawConnection[] = [];
    // Each source holds no more than it may: 18 of the 20 fit into what all may hold.
    for (let source = 0; source < 5; source++) {
      const key = await register(`large-${source}`, ["report.filed"]);
      held.push(...(await Promise.all(Array.from({ length: 4 }, () => holdBody(key)))));
    }
    await expect.poll(() => held.filter(isRefused).length, { timeout: 20_000 }).toBe(2);
    const sixth = await register("small", ["report.filed"]);
    expect((await program.send([filed(1)], { key: sixth })).status).toBe(200);
    expect(held.filter(isRefused)).toHaveLength(2);
    for (const raw of held) raw.end();
  });

  it("is shared by source, and a small body always gets through", async () => {
    const held = await Promise.all(Array.from({ length: 6 }, () => holdBody(keys.bank)));
    // Four of them fit into what one source may hold.
    const refused = () => held.filter(isRefused).length;
    await expect.poll(refused, { timeout: 20_000 }).toBe(2);
    expect((await program.send([filed(1)], { key: keys.bank })).status).toBe(200);
    const large = await program.send(JSON.stringify([call()]).replace("[", `[${" ".repeat(7_900_000)}`));
    expect(large.status).toBe(200);
    for (const raw of held) raw.end();
  });
});

describe("events that a figure cannot hold", () => {
  it("are refused within a budget, behind the events of others, and none of those is", async () => {
    const most = Array.from({ length: 9_223 }, () => filed(1e15));
    await program.tell(...most);
    const before = BigInt((await sum())!);
    log.length = 0;
    const order: string[] = [];
    const bad = program
      .send(
        Array.from({ length: 5_000 }, () => filed(1e15)),
        { key: keys.bank },
      )
      .then(async (response) => {
        order.push("bad");
        return (await response.json()) as IngestAnswer;
      });
    const others: Promise<unknown>[] = [];
    let isOver = false;
    void bad.finally(() => (isOver = true));
    while (!isOver) {
      others.push(program.tell(call()).then(() => order.push("other")));
      await others.at(-1);
    }
    const { accepted, rejected } = await bad;
    expect({ accepted, rejected: rejected.length }).toEqual({ accepted: 0, rejected: 5_000 });
    expect(new Set(rejected.map(({ code }) => code))).toEqual(new Set(["not-writable"]));
    expect(rejected.filter(({ detail }) => /in a smaller request/.test(detail)).length).toBeGreaterThan(
      4_000,
    );
    expect(order.indexOf("bad")).toBeGreaterThan(2);
    expect(BigInt((await sum())!)).toBe(before);
    // What is wrong 5,000 times is not said so often.
    expect(log.length).toBeLessThan(10);
    expect(log.join("").length).toBeLessThan(10_000);
    // Its budget for events that are written apart is used up; time, which stands still here, brings it back.
    const next = await program.send([filed(1), filed(1)], { key: keys.bank });
    expect(next.headers.get("retry-after")).toBe("60");
    expect(await problemOf(next)).toMatchObject({ status: 429, code: "busy" });
    await program.tell(call());
  });
});
