import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRecords } from "../../backend/sender/opening.ts";
import { type FileRecord, type Reading, START } from "../../backend/sender/records.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "send-records-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(
  name: string,
  content: string | Buffer,
  { from = START, money = "satang" }: { from?: typeof START; money?: Reading["money"] } = {},
): Promise<FileRecord[]> {
  const file = join(folder, name);
  await writeFile(file, content);
  const records: FileRecord[] = [];
  const opened = await openRecords(file, { money });
  for await (const record of opened.records(from)) records.push(record);
  return records;
}

/** "1 {…}" for what can be sent, "1 code" for what can not. */
const inShort = (record: FileRecord) => `${record.line} ${"ndjson" in record ? record.ndjson : record.code}`;

describe("NDJSON", () => {
  it.each<[string, string | Buffer, string[]]>([
    ["is an event a line", '{"a":1}\n{"b":2}\n', ['1 {"a":1}', '2 {"b":2}']],
    ["needs no line end at its end", '{"a":1}\n{"b":2}', ['1 {"a":1}', '2 {"b":2}']],
    [
      "may have line ends of Windows and a byte order mark",
      '\uFEFF{"a":1}\r\n{"b":2}\r\n',
      ['1 {"a":1}', '2 {"b":2}'],
    ],
    ["may have empty lines, which count", '\n{"a":1}\n  \n{"b":2}', ['2 {"a":1}', '4 {"b":2}']],
    ["is sent as it stands, even if it is no JSON: the war room says what is wrong", "{oops\n", ["1 {oops"]],
    ["is Thai if it likes", '{"a":"กำลัง"}', ['1 {"a":"กำลัง"}']],
    ["is UTF-8", Buffer.from([0xa1, 0x0a, 0x7b, 0x7d]), ["1 not-utf8", "2 {}"]],
    ["may have line ends of an old Macintosh", '\uFEFF{"a":1}\r\r{"b":2}\r', ['1 {"a":1}', '3 {"b":2}']],
    [
      "may be UTF-16 with a byte order mark",
      Buffer.from('\uFEFF{"a":"ก"}\r\n{"b":2}', "utf16le"),
      ['1 {"a":"ก"}', '2 {"b":2}'],
    ],
    ["has no endless lines", `${"x".repeat(5 * 1024 * 1024)}\n{}`, ["1 too-large", "2 {}"]],
    ["may be empty", "", []],
  ])("%s", async (_what, content, expected) => {
    expect((await read("events.ndjson", content)).map(inShort)).toEqual(expected);
  });
});

const HEADER = "id,type,time,source,callId,queue,amountSatang,hop,reason,province";

describe("CSV", () => {
  it.each(["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"])(
    "may have a column %s, like any other that the war room does not know",
    async (name) => {
      const [record] = await read("names.csv", `id,type,time,source,${name}\n1,call.offered,t,s,x`);
      const { data } = JSON.parse((record as { ndjson: string }).ndjson);
      expect(Object.entries(data)).toEqual([[name, "x"]]);
    },
  );

  const event = (fields: object, data: object) => JSON.stringify({ specversion: "1.0", ...fields, data });
  const named = { id: "1", type: "th.aoc1441.call.offered", time: "t", source: "s" };

  it.each([
    [
      "has fields of data by name",
      "1,th.aoc1441.call.offered,t,s,c,report,,,,TH-10",
      `2 ${event(named, { callId: "c", queue: "report", province: "TH-10" })}`,
    ],
    ["may say a type shortly", "1,call.offered,t,s,,,,,,", `2 ${event(named, {})}`],
    [
      "has numbers where the type has them",
      "1,call.offered,t,s,7,,100,2,,",
      `2 ${event(named, { callId: "7", amountSatang: 100, hop: 2 })}`,
    ],
    [
      "leaves what is no number as it stands",
      "1,call.offered,t,s,,,1e3,two,,",
      `2 ${event(named, { amountSatang: "1e3", hop: "two" })}`,
    ],
    [
      "leaves fractions for the war room to refuse",
      "1,call.offered,t,s,,,-1,1.5,,",
      `2 ${event(named, { amountSatang: -1, hop: 1.5 })}`,
    ],
    ["may quote", '1,call.offered,t,s,,,,,"a ""b"", c",', `2 ${event(named, { reason: 'a "b", c' })}`],
    ["must have as many fields as its header", "1,call.offered,t,s", "2 wrong-columns"],
  ])("%s", async (_what, row, expected) => {
    expect((await read("events.csv", `${HEADER}\n${row}\n`)).map(inShort)).toEqual([expected]);
  });

  it("may come from a spreadsheet", async () => {
    const records = await read(
      "events.CSV",
      `\uFEFF${HEADER}\r\n1,call.offered,t,s,,,,,,\r\n\r\n2,call.offered,t,s,,,,,"of\nlines",\r\n`,
    );
    expect(records.map(({ line }) => line)).toEqual([2, 5]);
  });

  it.each([
    ["a column of the envelope is missing", "id,type,source\n1,call.offered,s", /no column time/],
    ["a quote is not closed", `${HEADER}\n1,"call`, /no CSV from line 2/],
  ])("is refused with a sentence when %s", async (_what, content, sentence) => {
    await expect(read("events.csv", content)).rejects.toThrow(sentence);
  });
});

describe.each([
  ["events.ndjson", '\uFEFF{"a":1}\r\n\n{"b":"กำลัง"}\n{"c":3}'],
  [
    "events.csv",
    `\uFEFF${HEADER}\r\n1,call.offered,t,s,,,,,,\r\n2,call.offered,t,s,,,,,"กำลัง\nมา",\n\n3,a,b\n4,call.offered,t,s,,,,,,`,
  ],
])("%s", (name, content) => {
  it("goes on after any of its records with the next, at the same line", async () => {
    const whole = await read(name, content);
    expect(whole.length).toBeGreaterThan(2);
    for (const [i, { after }] of whole.entries())
      expect(await read(name, content, { from: after })).toEqual(whole.slice(i + 1));
  });
});
