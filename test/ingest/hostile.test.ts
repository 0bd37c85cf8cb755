import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IngestAnswer } from "#wire/events.ts";
import { event, type Program, startProgram } from "../program.ts";
import { head, openRaw, problemOf } from "../socket.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.close());

const AT = Date.parse("2026-11-01T10:00:00+07:00");
let count = 0;
const call = () => event("call.offered", AT, { callId: `hostile-${++count}`, queue: "report" });
const lines = (many: number) => Array.from({ length: many }, () => `${JSON.stringify(call())}\n`).join("");
const offered = async () =>
  Number((await program.figures("metric=calls.offered&from=2026-11-01&to=2026-11-02")).rows[0]?.value ?? 0);
/** Waits until as many calls are counted; a wrong number is told with the one that was wanted. */
async function countedAre(wanted: number) {
  await expect.poll(offered, { timeout: 10_000, interval: 20 }).toBe(wanted);
}
const answers = async () => expect((await program.send([call()])).status).toBe(200);

function zipped(body: Buffer, type = "application/x-ndjson") {
  return fetch(`${program.url}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${program.key}`, "content-type": type, "content-encoding": "gzip" },
    body: new Uint8Array(body),
  });
}

describe("a body that stops half-way", () => {
  it("keeps the whole lines that came before, and holds nobody up", async () => {
    const before = await offered();
    const raw = await openRaw(program.url);
    const body = lines(1_500);
    raw.write(head(program.key, { "content-length": body.length + 1_000 }));
    raw.write(`${body}${JSON.stringify(call()).slice(0, 50)}`);
    await countedAre(before + 1_500); // while the rest is awaited
    raw.end();
    await answers();
  });

  it("keeps nothing of an array: half an array is no JSON", async () => {
    const before = await offered();
    const raw = await openRaw(program.url);
    raw.write(
      head(program.key, { "content-length": 9_999, "content-type": "application/cloudevents-batch+json" }),
    );
    raw.write(`[${JSON.stringify(call())},`);
    raw.end();
    await answers();
    expect(await offered()).toBe(before + 1);
  });

  it("keeps what could be unzipped of a gzip that was cut off, and says so", async () => {
    const before = await offered();
    const whole = gzipSync(lines(3_000));
    const response = await zipped(whole.subarray(0, whole.length >> 1));
    expect(await problemOf(response)).toMatchObject({ status: 400, code: "body-incomplete" });
    const kept = (await offered()) - before;
    expect(kept).toBeGreaterThan(500);
    expect(kept).toBeLessThan(3_000);
  });

  it.each<[string, (whole: Buffer) => Buffer]>([
    ["with a wrong byte in it", (whole) => Buffer.from(whole.fill(0xff, 40, 60))],
    ["with a wrong checksum", (whole) => Buffer.from(whole.fill(0, whole.length - 8))],
    ["with something behind it", (whole) => Buffer.concat([whole, Buffer.from("behind it")])],
  ])("is told of a gzip %s", async (_what, spoil) => {
    const response = await zipped(spoil(gzipSync(lines(20))));
    expect(await problemOf(response)).toMatchObject({ status: 400, code: "body-incomplete" });
    await answers();
  });
});

describe("a gzip bomb", () => {
  const zeros = gzipSync(Buffer.alloc(100_000_000));
  it.each(["application/x-ndjson", "application/cloudevents-batch+json", "application/cloudevents+json"])(
    "is put out as %s",
    async (type) => {
      const before = process.memoryUsage().rss;
      expect(await problemOf(await zipped(zeros, type))).toMatchObject({ status: 413, code: "too-large" });
      expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
      await answers();
    },
  );

  it("is not what honest events shrink like", async () => {
    const response = await zipped(gzipSync(lines(20_000), { level: 9 }));
    expect(await response.json()).toMatchObject({ accepted: 20_000, duplicate: 0, rejected: [] });
  });
});

describe("others are served", () => {
  it("while 200 requests never send their bodies, and 200 not even their heads", async () => {
    const slow = await Promise.all(
      Array.from({ length: 400 }, async (_, place) => {
        const raw = await openRaw(program.url);
        const text = head(program.key, { "content-length": 1_000 });
        raw.write(place % 2 ? text : text.slice(0, 60));
        return raw;
      }),
    );
    for (let round = 0; round < 5; round++) await answers();
    for (const raw of slow) raw.end();
  });

  it("while 500 tiny requests come at once", async () => {
    const before = await offered();
    const responses = await Promise.all(Array.from({ length: 500 }, () => program.send([call()])));
    expect(responses.filter(({ status }) => status !== 200)).toEqual([]);
    expect(await offered()).toBe(before + 500);
  });

  it("while a client sends what is no HTTP", async () => {
    for (const text of [
      "\0\0\0\0",
      "GET\r\n\r\n",
      "\x16\x03\x01\x02",
      `GET / HTTP/1.1\r\n${"a".repeat(20_000)}: 1\r\n\r\n`,
    ]) {
      const raw = await openRaw(program.url);
      raw.write(text);
      await raw.status().catch(() => {});
      raw.end();
    }
    await answers();
  });

  it.each<[string, Record<string, string>, number]>([
    ["two lengths", { "content-length": "10", "transfer-encoding": "chunked" }, 400],
    ["a length below nothing", { "content-length": "-1" }, 400],
    ["an unheard-of expectation", { "content-length": "0", expect: "tea" }, 417],
  ])("and %s is answered below the program", async (_what, fields, status) => {
    const raw = await openRaw(program.url);
    raw.write(head(program.key, fields));
    expect(await raw.status()).toBe(status);
    raw.end();
  });

  it("and who sends 30 MB without a key is told so, and sent away", async () => {
    const raw = await openRaw(program.url);
    raw.write(head("no-such-key-at-all", { "content-length": 30_000_000 }));
    raw.write(Buffer.alloc(1_000_000, " "));
    expect(await raw.status()).toBe(401);
    raw.end();
  });
});

describe("a stream of any length", () => {
  it("of 30 MB is taken without being held", async () => {
    const before = process.memoryUsage().rss;
    const wrong = `${JSON.stringify(call()).replace("1.0", "x".repeat(2_000))}\n`;
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(stream) {
        const chunk = Buffer.from(wrong.repeat(30) + lines(1));
        stream.enqueue(chunk);
        sent += chunk.length;
        if (sent > 30e6) stream.close();
      },
    });
    const headers = { authorization: `Bearer ${program.key}`, "content-type": "application/x-ndjson" };
    const init = { method: "POST", headers, body, duplex: "half" } as RequestInit;
    const answer = (await (await fetch(`${program.url}/v1/events`, init)).json()) as IngestAnswer;
    expect(answer.accepted).toBe(Math.ceil(30e6 / (30 * wrong.length + lines(1).length)));
    expect(answer.rejected.length + (answer.unlisted ?? 0)).toBe(answer.accepted * 30);
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
  });
});

describe("money at its limit", () => {
  it("is counted as long as a figure can hold it, and refused beyond, the others beside it kept", async () => {
    const time = Date.parse("2026-11-02T10:00:00+07:00");
    const statement = { channel: "1441", agency: "aoc", scamType: "job", province: "TH-10" } as const;
    const filed = (place: number, lossSatang: number) =>
      event("report.filed", time, { reportId: `rich-${place}`, ...statement, lossSatang });
    const most = Array.from({ length: 9_223 }, (_, place) => filed(place, 1e15));
    expect(await program.tell(...most)).toMatchObject({ accepted: 9_223 });
    const response = await program.send([filed(9_223, 1e15), filed(9_224, 1)]);
    expect(await response.json()).toMatchObject({
      accepted: 1,
      rejected: [
        { index: 0, code: "not-writable", detail: "with it a figure would be too large to be kept" },
      ],
    });
    const { rows } = await program.figures("metric=reports.loss_satang&from=2026-11-02&to=2026-11-03");
    expect(rows[0]?.value).toBe("9223000000000000001");
  });
});
