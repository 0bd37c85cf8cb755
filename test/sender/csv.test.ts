/** What spreadsheets make of a table when they save it as text. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRecords } from "../../backend/sender/opening.ts";
import { type FileRecord, type Reading, START } from "../../backend/sender/records.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "send-csv-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function open(content: string | Buffer, reading: Partial<Reading> = {}, name = "events.csv") {
  const file = join(folder, name);
  await writeFile(file, content);
  return openRecords(file, { money: "satang", ...reading });
}
async function read(...[content, reading, name]: Parameters<typeof open>): Promise<FileRecord[]> {
  const records: FileRecord[] = [];
  for await (const record of (await open(content, reading, name)).records(START)) records.push(record);
  return records;
}
/** "2 id reason" for what is sent, "2 code" for what is not. */
const inShort = (record: FileRecord) => {
  if (!("ndjson" in record)) return `${record.line} ${record.code}`;
  const { id, data } = JSON.parse(record.ndjson) as { id: string; data: { reason?: string } };
  return `${record.line} ${id} ${data.reason ?? "-"}`;
};

const COLUMNS = ["id", "type", "time", "source", "freezeId", "reason"];
const rows = (separator: string, end: string, reason: string) =>
  [COLUMNS, ["1", "call.offered", "t", "s", "f", reason], ["2", "call.offered", "t", "s", "f", ""]]
    .map((cells) => cells.join(separator) + end)
    .join("");
/** TIS-620 of Thai letters. */
const thaiAnsi = (text: string) =>
  Buffer.from(
    [...text].map((sign) => (sign >= "ก" ? sign.charCodeAt(0) - 0x0e01 + 0xa1 : sign.charCodeAt(0))),
  );
const utf16be = (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16();
const TWO = ["2 1 ถอนเงินสดแล้ว", "3 2 -"];
const REASON = "ถอนเงินสดแล้ว";

describe("a table", () => {
  it.each<[string, string | Buffer, string?]>([
    ["with line ends of CR alone", rows(",", "\r", REASON)],
    ["with line ends of CR alone and none at its end", rows(",", "\r", REASON).slice(0, -1)],
    ["with line ends of LF", rows(",", "\n", REASON)],
    ["with line ends of CR and LF", rows(",", "\r\n", REASON)],
    ["in UTF-8 with a byte order mark", `\uFEFF${rows(",", "\r\n", REASON)}`],
    ["separated by semicolons", rows(";", "\r\n", REASON)],
    ["separated by tabs", rows("\t", "\r\n", REASON)],
    ["with quoted names", rows(";", "\r\n", REASON).replace("id;type", '"id";"type"')],
    ["as Excel's Unicode text", Buffer.from(`\uFEFF${rows("\t", "\r\n", REASON)}`, "utf16le"), "events.txt"],
    ["in UTF-16 of big-endian machines", utf16be(rows(",", "\r", REASON))],
    ["in Thai ANSI", thaiAnsi(rows(",", "\r\n", REASON))],
    ["in Thai ANSI with line ends of CR alone", thaiAnsi(rows("\t", "\r", REASON)), "events.tsv"],
  ])("is read: %s", async (_what, content, name) => {
    expect((await read(content, {}, name)).map(inShort)).toEqual(TWO);
  });

  it("that tells Excel its separator is read, one line later", async () => {
    expect((await read(`sep=;\r\n${rows(";", "\r\n", REASON)}`)).map(inShort)).toEqual([
      "3 1 ถอนเงินสดแล้ว",
      "4 2 -",
    ]);
  });

  it.each<[string, Buffer, string[]]>([
    [
      "all of it",
      thaiAnsi(rows(",", "\n", REASON)),
      [expect.stringMatching(/Thai ANSI \(Windows-874, TIS-620\)/)],
    ],
    ["none of it", Buffer.from(rows(",", "\n", REASON)), []],
  ])("says that it is taken for Thai ANSI if that is so: %s", async (_what, content, notes) => {
    expect((await open(content)).notes).toEqual(notes);
  });

  it("with lines of both UTF-8 and Thai ANSI has the second refused", async () => {
    const both = Buffer.concat([
      Buffer.from(rows(",", "\n", REASON)),
      thaiAnsi(`3,call.offered,t,s,f,${REASON}\n`),
    ]);
    expect((await read(both)).map(inShort)).toEqual([...TWO, "4 not-utf8"]);
  });

  it("that is cut off inside a letter has that line refused", async () => {
    const cut = Buffer.from(`${rows(",", "\n", "").slice(0, -1)}ก`).subarray(0, -1);
    expect((await read(cut)).map(inShort)).toEqual(["2 1 -", "3 not-utf8"]);
  });

  it.each([
    ["as UTF-16", Buffer.from(`\uFEFF${rows("\t", "\r\n", REASON)}`, "utf16le")],
    ["as Thai ANSI", thaiAnsi(rows(",", "\r", REASON))],
    ["with line ends of CR alone", Buffer.from(rows(",", "\r", REASON))],
    ["separated by semicolons", Buffer.from(rows(";", "\r\n", REASON))],
  ])("goes on after any of its rows with the next: %s", async (_what, content) => {
    const opened = await open(content);
    const whole = await read(content);
    expect(whole).toHaveLength(2);
    for (const [i, { after }] of whole.entries()) {
      const rest: FileRecord[] = [];
      for await (const record of opened.records(after)) rest.push(record);
      expect(rest).toEqual(whole.slice(i + 1));
    }
    expect(whole.at(-1)!.after.bytes).toBe(opened.size);
  });

  it("has its rows of empty cells skipped, and counted", async () => {
    const records = await read(
      `${COLUMNS}\r\n,,,,,\r\n1,call.offered,t,s,f,x\r\n,," ",,,\r\n2,call.offered,t,s,f,\r\n,,,,,\r\n`,
    );
    expect(records.map(inShort)).toEqual(["3 1 x", "5 2 -"]);
  });

  it.each([
    ["a column twice", `${COLUMNS},reason\n`, /the header names reason more than once/],
    ["two columns twice", `${COLUMNS},id,reason\n`, /the header names id, reason more than once/],
  ])("whose header has %s is refused", async (_what, content, sentence) => {
    await expect(read(`${content}1,call.offered,t,s,f,,`)).rejects.toThrow(sentence);
  });

  it("may have columns without a name, as what was deleted leaves them", async () => {
    expect((await read(`${COLUMNS},,\n1,call.offered,t,s,f,x,,\n`)).map(inShort)).toEqual(["2 1 x"]);
  });

  it("has no sheets", async () => {
    await expect(open(rows(",", "\n", ""), { sheet: "a" })).rejects.toThrow(/no workbook.*--sheet/);
  });
});

describe("a cell of a table", () => {
  const fate = async (name: string, cell: string, money: Reading["money"] = "satang") => {
    const cells: Record<string, string> = {
      id: "e1",
      type: "freeze.confirmed",
      time: "t",
      source: "s",
      [name]: cell,
    };
    const [record] = await read(`${Object.keys(cells)}\n${Object.values(cells)}\n`, { money });
    if (!("ndjson" in record!)) return `${record!.code} ${record!.detail}`;
    const { data, ...envelope } = JSON.parse(record.ndjson) as { data: object };
    return ({ ...envelope, ...data } as Record<string, unknown>)[name];
  };

  it.each<[string, string, string, unknown]>([
    ["a text that is kept from being a number", "freezeId", '="007"', "007"],
    ["the same, quoted", "freezeId", '"=""007"""', "007"],
    ["the same with a quote in it", "freezeId", '"=""5"""" x"""', '5" x'],
    ["a text with a quote in it", "freezeId", '5" x', '5" x'],
    ["a text that only looks like a short number", "freezeId", "12E5", "12E5"],
    ["a text with a sign of an error in it", "freezeId", "#12", "#12"],
    ["an integer", "hop", "2", 2],
    ["satang", "heldSatang", "2500000", 2_500_000],
    ["satang in groups", "heldSatang", '"2,500,000"', 2_500_000],
    ["what is no amount", "heldSatang", "ten", "ten"],
  ])("is read: %s", async (_what, name, cell, want) => {
    expect(await fate(name, cell)).toEqual(want);
  });

  it.each<[string, string, string, RegExp]>([
    ["an id that lost digits", "id", "2.02615E+16", /^digits-lost id: 2\.02615E\+16 is a number of which/],
    ["another one, of a country with commas", "freezeId", '"2,02615E+16"', /^digits-lost freezeId: /],
    ["money that lost digits", "heldSatang", "2.5E+09", /^digits-lost heldSatang: /],
    [
      "a decimal point in satang",
      "heldSatang",
      "25000.00",
      /^bad-money heldSatang: 25000\.00 .*Is it baht\? .*--money baht/,
    ],
    ["a sign of baht in satang", "heldSatang", '"฿25,000"', /^bad-money heldSatang: ฿25,000 .*--money baht/],
    ["an error", "freezeId", "#DIV/0!", /^cell-error freezeId: the cell is the error #DIV\/0!/],
    ["an error of LibreOffice", "freezeId", "Err:502", /^cell-error freezeId/],
    ["a column that was too narrow", "time", "########", /^cell-error time: the column was too narrow/],
    ["a date of the Buddhist era", "time", "21/11/2569 14:05", /^bad-time time: 2569 is .* write 2026/],
    ["a time of the Buddhist era", "offeredAt", "2569-11-21T14:05:00+07:00", /^bad-time offeredAt: 2569/],
  ])("is refused with its line: %s", async (_what, name, cell, want) => {
    expect(await fate(name, cell)).toMatch(want);
  });

  it("has all that is wrong with its row named", async () => {
    const [record] = await read("id,type,time,source,heldSatang\n1E+15,freeze.confirmed,1/1/2570,s,0.5\n");
    expect(record).toMatchObject({
      line: 2,
      code: "digits-lost",
      detail: expect.stringMatching(/^id: .*; time: .*; heldSatang: /),
    });
  });
});

describe("an amount in baht", () => {
  const satangOf = async (cell: string) => {
    const [record] = await read(`id;type;time;source;heldSatang\n1;freeze.confirmed;t;s;${cell}\n`, {
      money: "baht",
    });
    if (!("ndjson" in record!)) return record!.code;
    return (JSON.parse(record.ndjson) as { data: { heldSatang: number } }).data.heldSatang;
  };
  it.each<[string, number]>([
    ["25000", 2_500_000],
    ["25000.00", 2_500_000],
    ["25000.5", 2_500_050],
    ["25000.", 2_500_000],
    ["0.07", 7],
    ["0", 0],
    ["007", 700],
    ["25,000.50", 2_500_050],
    ["1,234,567.89", 123_456_789],
    ["฿25,000.00", 2_500_000],
    ["฿ 25,000.00", 2_500_000],
    // As binary fractions times 100: 115.99999999999999, 435.00000000000006, 100000000000000.98.
    ["1.16", 116],
    ["4.35", 435],
    ["9999999999999.99", 999_999_999_999_999],
    ["-5", -500],
  ])("is exact: %s is %d satang", async (cell, satang) => {
    expect(await satangOf(cell)).toBe(satang);
  });
  it.each([
    "25000.001",
    "25000.500",
    "2,5000",
    "25.000,50",
    "1,23",
    "(25.00)",
    "-",
    "2 500",
    ".5",
    "10000000000000.00",
  ])("is refused: %s", async (cell) => {
    expect(await satangOf(cell)).toBe("bad-money");
  });
});
