import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR } from "#calendar/units.ts";
import type { CloudEvent, IngestAnswer, Rejection } from "#wire/events.ts";
import { event, type Program, startProgram } from "../program.ts";
import { problemOf } from "../socket.ts";

const NDJSON = "application/x-ndjson";
const BATCH = "application/cloudevents-batch+json";
const ONE = "application/cloudevents+json";
const AT = Date.now() - HOUR;
let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.close());

let calls = 0;
const call = (more: Partial<CloudEvent> = {}) =>
  event("call.offered", AT, { callId: `http-${++calls}`, queue: "report" }, more);
const line = () => JSON.stringify(call());

async function post(body: string | Buffer, type = NDJSON, headers: Record<string, string> = {}) {
  const response = await fetch(`${program.url}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${program.key}`, "content-type": type, ...headers },
    body: typeof body === "string" ? body : new Uint8Array(body),
  });
  if (!response.ok) {
    const { rejected }: Partial<IngestAnswer> = await response.clone().json();
    return { ...(await problemOf(response)), rejected, response };
  }
  return { status: response.status, answer: (await response.json()) as IngestAnswer, response };
}

/** "2 accepted, 1 duplicate, 0@1 not-json", or "422 all-rejected, 0@1 not-json" */
function inShort({
  answer,
  status,
  code: title,
  rejected = answer?.rejected ?? [],
}: Awaited<ReturnType<typeof post>> & {
  code?: string;
  answer?: IngestAnswer;
  rejected?: Rejection[] | undefined;
}) {
  const told = [];
  if (title) told.push(`${status} ${title}`);
  if (answer?.accepted) told.push(`${answer.accepted} accepted`);
  if (answer?.duplicate) told.push(`${answer.duplicate} duplicate`);
  for (const { index, line: at, code } of rejected) told.push(`${index}${at ? `@${at}` : ""} ${code}`);
  return told.join(", ");
}

async function callsOf({ figures }: Program): Promise<{ offered: number; ended: number }> {
  const hour = AT - (AT % HOUR);
  const from = new Date(hour).toISOString();
  const to = new Date(hour + 7_200_000).toISOString();
  const { rows } = await figures(`metric=calls.offered,calls.ended&from=${from}&to=${to}&step=total`);
  const [offered, ended] = rows.map(({ value }) => Number(value));
  return { offered: offered!, ended: ended! };
}

describe("events are taken", () => {
  it("whatever their texts are made of, each as it is written", async () => {
    const odd = [
      '"',
      "\\",
      '\\"',
      '\\\\"',
      "NULL",
      "{a,b}",
      "a,b",
      '","',
      "\u0001",
      "\n",
      "\t",
      " ",
      "'",
      "$1",
      "ก่ำ้",
      "🫵",
    ];
    const mark = `odd-${AT}`;
    const events = odd.map((text) =>
      event(
        "call.offered",
        AT,
        { callId: `${mark}${text}`, queue: "report" },
        { id: text, source: `${mark}${text}` },
      ),
    );
    const body = JSON.stringify(events);
    expect(inShort(await post(body, BATCH))).toBe(`${odd.length} accepted`);
    expect(inShort(await post(body, BATCH))).toBe(`${odd.length} duplicate`);
    const ended = odd.map((text) =>
      event("call.ended", AT + 1_000, { callId: `${mark}${text}`, queue: "report" }),
    );
    const before = await callsOf(program);
    expect(inShort(await post(JSON.stringify(ended), BATCH))).toBe(`${odd.length} accepted`);
    // Each end belongs to a call that was there: none has become another one.
    expect(await callsOf(program)).toEqual({ offered: before.offered, ended: before.ended + odd.length });
  });

  it.each<[string, () => [string | Buffer, string, Record<string, string>?], string]>([
    ["one alone", () => [line(), ONE], "1 accepted"],
    ["as an array", () => [`[${line()},${line()}]`, BATCH], "2 accepted"],
    ["as an empty array", () => ["[]", BATCH], ""],
    ["a line each", () => [`${line()}\n${line()}\n`, NDJSON], "2 accepted"],
    ["with no line end at the end", () => [`${line()}\n${line()}`, NDJSON], "2 accepted"],
    ["with line ends of Windows", () => [`${line()}\r\n${line()}\r\n`, NDJSON], "2 accepted"],
    ["with blank lines", () => [`\n \r\n${line()}\n\t\n\n${line()}\n\n`, NDJSON], "2 accepted"],
    ["with a byte order mark, by line", () => [`\ufeff${line()}\n${line()}`, NDJSON], "2 accepted"],
    ["with a byte order mark, alone", () => [`\ufeff${line()}`, ONE], "1 accepted"],
    ["with nothing in it", () => ["", NDJSON], ""],
    [
      "with the type in capitals and parameters",
      () => [line(), "Application/CloudEvents+JSON; charset=UTF-8"],
      "1 accepted",
    ],
    [
      "zipped, by line",
      () => [gzipSync(`${line()}\n${line()}`), NDJSON, { "content-encoding": "gzip" }],
      "2 accepted",
    ],
    [
      "zipped, as an array",
      () => [gzipSync(`[${line()}]`), BATCH, { "content-encoding": "gzip" }],
      "1 accepted",
    ],
    ["zipped, in capitals", () => [gzipSync(line()), ONE, { "content-encoding": "GZIP" }], "1 accepted"],
    ["unzipped and said so", () => [line(), ONE, { "content-encoding": "identity" }], "1 accepted"],
  ])("%s", async (_what, request, expected) => {
    expect(inShort(await post(...request()))).toBe(expected);
  });
});

describe("the good are kept beside the bad:", () => {
  const twice = call();
  it.each<[string, () => [string | Buffer, string], string]>([
    ["a line that is no JSON", () => [`${line()}\n{oops\n${line()}`, NDJSON], "2 accepted, 1@2 not-json"],
    [
      "lines are counted with the blank ones, events without",
      () => [`\n\n{\n\n${line()}\n]`, NDJSON],
      "1 accepted, 0@3 not-json, 2@6 not-json",
    ],
    [
      "a line that is not UTF-8",
      () => [Buffer.concat([Buffer.from([0x7b, 0xff, 10]), Buffer.from(line())]), NDJSON],
      "1 accepted, 0@1 not-json",
    ],
    [
      "half a character of UTF-8 at the end",
      () => [Buffer.concat([Buffer.from(`${line()}\n"`), Buffer.from([0xe0, 0xb8])]), NDJSON],
      "1 accepted, 1@2 not-json",
    ],
    ["UTF-16", () => [Buffer.from(`${line()}`, "utf16le"), NDJSON], "422 all-rejected, 0@1 not-json"],
    [
      "a line of 300 kB",
      () => [`${line()}\n"${"x".repeat(300_000)}"\n${line()}`, NDJSON],
      "2 accepted, 1@2 too-large",
    ],
    [
      "a line of 10 MB",
      () => [`${line()}\n"${"x".repeat(1e7)}"\n${line()}`, NDJSON],
      "2 accepted, 1@2 too-large",
    ],
    [
      "a line that nests 100,000 times",
      () => [`${"[".repeat(1e5)}${"]".repeat(1e5)}\n${line()}`, NDJSON],
      "1 accepted, 0@1 not-an-object",
    ],
    [
      "an event that nests 100,000 times",
      () => [
        `${JSON.stringify(call({ time: "%" })).replace('"%"', "[".repeat(1e5) + "]".repeat(1e5))}\n${line()}`,
        NDJSON,
      ],
      "1 accepted, 0@1 bad-time",
    ],
    [
      "in an array",
      () => [`[${line()},null,7,${JSON.stringify(call({ time: "now" }))},${line()}]`, BATCH],
      "2 accepted, 1 not-an-object, 2 not-an-object, 3 bad-time",
    ],
    [
      "the same event twice in one array",
      () => [JSON.stringify([twice, twice, call()]), BATCH],
      "2 accepted, 1 duplicate",
    ],
    ["and once more", () => [JSON.stringify([twice, twice]), BATCH], "2 duplicate"],
    [
      "the same id with something else in it",
      () => [JSON.stringify([{ ...twice, data: { ...twice.data, queue: "consult" } }]), BATCH],
      "422 all-rejected, 0 id-reused",
    ],
    [
      "one alone that is bad",
      () => [JSON.stringify(call({ specversion: "2" as "1.0" })), ONE],
      "422 invalid-field, 0 invalid-field",
    ],
  ])("%s", async (_what, request, expected) => {
    expect(inShort(await post(...request()))).toBe(expected);
  });

  it("each names its line, its id and all that is wrong", async () => {
    const { answer } = await post(`${line()}\n${JSON.stringify(call({ id: "bad", source: "", time: "x" }))}`);
    expect(answer?.rejected).toEqual([
      {
        index: 1,
        line: 2,
        id: "bad",
        code: "invalid-field",
        detail: expect.stringMatching(/^source: .*; time: /),
      },
    ]);
  });

  it("no more than 10,000 are listed, and the others counted", async () => {
    const { answer } = await post(`${"{}\n".repeat(10_003)}${line()}`);
    expect([answer?.accepted, answer?.rejected.length, answer?.unlisted]).toEqual([1, 10_000, 3]);
  });
});

describe("a request is refused as a whole", () => {
  it.each<[string, () => [string | Buffer, string, Record<string, string>?], string]>([
    [
      "without a content type that is known",
      () => [line(), "application/json"],
      "415 unsupported-media-type",
    ],
    ["as plain text", () => [line(), "text/plain"], "415 unsupported-media-type"],
    ["as a form", () => [line(), "multipart/form-data"], "415 unsupported-media-type"],
    [
      "in an unknown encoding",
      () => [line(), NDJSON, { "content-encoding": "br" }],
      "415 unsupported-media-type",
    ],
    [
      "in two encodings",
      () => [line(), NDJSON, { "content-encoding": "gzip, gzip" }],
      "415 unsupported-media-type",
    ],
    ["as an array that is no JSON", () => [`[${line()},`, BATCH], "400 bad-request"],
    ["as an array that is an object", () => [line(), BATCH], "400 bad-request"],
    ["as nothing", () => ["", ONE], "400 bad-request"],
    ["as an array that is not UTF-8", () => [Buffer.from([0x5b, 0xff, 0x5d]), BATCH], "400 bad-request"],
    ["as one event of 10 MB", () => [JSON.stringify(call({ id: "x".repeat(1e7) })), ONE], "413 too-large"],
    ["as an array of 10 MB", () => [`["${"x".repeat(1e7)}"]`, BATCH], "413 too-large"],
    ["as an array of a million", () => [`[${"0,".repeat(1e6)}0]`, BATCH], "413 too-large"],
    [
      "as gzip that is none",
      () => ["not zipped at all", NDJSON, { "content-encoding": "gzip" }],
      "400 body-incomplete",
    ],
  ])("%s", async (_what, request, expected) => {
    expect(inShort(await post(...request()))).toBe(expected);
  });
});
