import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRecords } from "../../backend/sender/opening.ts";
import { type FileRecord, type Reading, START } from "../../backend/sender/records.ts";
import { unpackedSize } from "../../backend/sender/unpacked.ts";
import { type Written, type WrittenSheet, workbook, workbookFiles, zip } from "./excel.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "send-workbook-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function open(content: Buffer, reading: Partial<Reading> = {}, name = "events.xlsx") {
  const file = join(folder, name);
  await writeFile(file, content);
  return openRecords(file, { money: "satang", ...reading });
}
async function read(content: Buffer, reading: Partial<Reading> = {}, from = START): Promise<FileRecord[]> {
  const records: FileRecord[] = [];
  for await (const record of (await open(content, reading)).records(from)) records.push(record);
  return records;
}

const HEADER = [
  "id",
  "type",
  "time",
  "source",
  "freezeId",
  "bank",
  "hop",
  "heldSatang",
  "requestedAt",
  "note",
];
/** 21 November 2026, 14:05:08, as Excel keeps it. */
const SERIAL = 46347 + (14 * 3600 + 5 * 60 + 8) / 86_400;
const TIME = "2026-11-21T14:05:08.000+07:00";
const row = (more: Partial<Record<string, Written>> = {}): Written[] => {
  const cells: Record<string, Written | undefined> = {
    id: "e1",
    type: "freeze.confirmed",
    time: { value: SERIAL, as: "moment" },
    source: "kbank",
    freezeId: "f1",
    bank: "KBANK",
    hop: 1,
    heldSatang: 2_500_000,
    ...more,
  };
  return HEADER.map((name) => cells[name] ?? null);
};
/** What became of the one row of a sheet: the event's envelope and data in one, or the reason. */
async function fate(more: Partial<Record<string, Written>>, reading: Partial<Reading> = {}, is1904 = false) {
  const [record, ...others] = await read(workbook([HEADER, row(more)], { is1904 }), reading);
  expect(others).toEqual([]);
  if (!("ndjson" in record!)) return { line: record!.line, code: record!.code, detail: record!.detail };
  const { data, ...envelope } = JSON.parse(record.ndjson) as { data: object };
  return { line: record.line, ...envelope, ...data };
}

describe("a cell of a workbook", () => {
  it.each<[string, string, Written, unknown]>([
    ["a text", "freezeId", "บัญชี 7", "บัญชี 7"],
    ["a text with spaces around it", "freezeId", " f1 ", "f1"],
    ["a text of digits", "freezeId", "007", "007"],
    ["a text like a number of a spreadsheet's, which no cell shows", "freezeId", "12E5", "12E5"],
    ["a number where a text belongs", "freezeId", 1441, "1441"],
    ["a number of 15 digits", "freezeId", 123_456_789_012_345, "123456789012345"],
    ["a number that is shown with zeros before it", "freezeId", { value: 7, as: "padded" }, "000007"],
    ["a whole number", "hop", 2, 2],
    ["a number that binary fractions bend", "hop", 1.1 + 2.2, 3.3],
    ["a truth value", "freezeId", true, true],
    ["a date and time", "time", { value: SERIAL, as: "moment" }, TIME],
    ["a date and time with a Thai year", "time", { value: SERIAL, as: "buddhist" }, TIME],
    ["a date and time in a format of Thai Excel", "time", { value: SERIAL, as: "thai" }, TIME],
    ["a date and time that is shown as a number", "time", SERIAL, TIME],
    ["midnight", "requestedAt", { value: 46347, as: "moment" }, "2026-11-21T00:00:00.000+07:00"],
    ["a time as text", "time", "2026-11-21T14:05:08+07:00", "2026-11-21T14:05:08+07:00"],
    ["a formula's number", "heldSatang", { formula: "1+1", value: 2 }, 2],
    ["a formula's text", "freezeId", { formula: 'A1&"x"', value: "f1x" }, "f1x"],
    ["a formula's empty text", "requestedAt", { formula: '""', value: "" }, undefined],
    ["nothing", "requestedAt", null, undefined],
  ])("is read: %s", async (_what, name, cell, want) => {
    const { line, ...event } = (await fate({ [name]: cell })) as { line: number; [field: string]: unknown };
    expect([line, event[name]]).toEqual([2, want]);
  });

  it("that is a date counts from 1904 in a workbook that does", async () => {
    expect(await fate({ time: { value: SERIAL - 1462, as: "moment" } }, {}, true)).toMatchObject({
      time: TIME,
    });
    expect(await fate({ time: SERIAL - 1462 }, {}, true)).toMatchObject({ time: TIME });
  });

  it.each<[string, string, Written, string, RegExp]>([
    ["an error", "bank", { error: "#REF!" }, "cell-error", /^bank: the cell is the error #REF!: not sent$/],
    ["an error's text", "bank", "#N/A", "cell-error", /^bank: .*#N\/A/],
    ["a number of 16 digits", "freezeId", 2.02615e16, "digits-lost", /^freezeId: 20261500000000000 has more/],
    [
      "a number as a spreadsheet shortens it",
      "id",
      "2.02615E+16",
      "digits-lost",
      /^id: 2.02615E\+16 is a number/,
    ],
    ["a formula without a value", "bank", { formula: "B2" }, "no-value", /^bank: .*no value: open the file/],
    [
      "a date in place of an id",
      "freezeId",
      { value: 46347, as: "day" },
      "not-a-date",
      /^freezeId: .*2026-11-21/,
    ],
    ["a date in place of money", "heldSatang", { value: 46347, as: "day" }, "not-a-date", /^heldSatang/],
    ["a day", "time", { value: 46347, as: "day" }, "bad-time", /^time: .*2026-11-21\) without a time of day/],
    ["a time of day", "time", { value: 0.5, as: "time" }, "bad-time", /^time: .*12:00:00\) without a day/],
    [
      "a date of the Buddhist era",
      "time",
      { value: SERIAL + 198_327, as: "moment" },
      "bad-time",
      /^time: 2569 is a year of the Buddhist era; write 2026: not sent$/,
    ],
    ["a Thai date", "requestedAt", "21 พ.ย. 2569 14:05", "bad-time", /^requestedAt: 2569 is .*write 2026/],
    ["satang with a fraction", "heldSatang", 25_000.5, "bad-money", /^heldSatang: 25000\.5 .*--money baht/],
    [
      "satang that look like baht",
      "heldSatang",
      { value: 25_000, as: "#,##0.00" },
      "bad-money",
      /--money baht/,
    ],
    ["satang with a sign of baht", "heldSatang", { value: 25_000, as: "baht" }, "bad-money", /Is it baht\?/],
  ])("is refused with its row: %s", async (_what, name, cell, code, detail) => {
    expect(await fate({ [name]: cell })).toEqual({ line: 2, code, detail: expect.stringMatching(detail) });
  });

  it.each<[Written, number]>([
    [25_000, 2_500_000],
    [{ value: 25_000, as: "#,##0.00" }, 2_500_000],
    [{ value: 25_000, as: "baht" }, 2_500_000],
    [0.1 + 0.2, 30],
    [1_234_567.89, 123_456_789],
    [{ formula: "4.35*100/100", value: 4.35 }, 435],
    ["25,000.50", 2_500_050],
  ])("of baht is read exactly: %j", async (cell, satang) => {
    expect(await fate({ heldSatang: cell }, { money: "baht" })).toMatchObject({ heldSatang: satang });
  });

  it.each<[Written]>([[0.125], ["12.345"], ["ten"]])("of baht is refused: %j", async (cell) => {
    expect(await fate({ heldSatang: cell }, { money: "baht" })).toMatchObject({ code: "bad-money" });
  });

  it("in a column that no event has does not matter", async () => {
    expect(await fate({ note: { error: "#REF!" } })).toMatchObject({ id: "e1" });
  });
});

describe("a workbook", () => {
  const ROWS = [HEADER, row()];
  it("has its empty rows skipped, and rows counted as the sheet counts them", async () => {
    const empty = ["", null, { formula: '""', value: "" }, " "];
    const rows = [[], empty, HEADER, [], row({ id: "a" }), empty, row({ id: "b" }), []];
    const records = await read(workbook(rows));
    expect(records.map(({ line }) => line)).toEqual([5, 7]);
  });

  it("goes on after any of its rows with the next", async () => {
    const content = workbook([
      [],
      HEADER,
      row({ id: "a" }),
      [],
      row({ id: { error: "#N/A" } }),
      row({ id: "c" }),
    ]);
    const whole = await read(content);
    expect(whole.map(({ line }) => line)).toEqual([3, 5, 6]);
    for (const [i, { after }] of whole.entries())
      expect(await read(content, {}, after)).toEqual(whole.slice(i + 1));
  });

  it("that another program has written is read too, whatever its name", async () => {
    const rows = [
      HEADER,
      ["e1", "freeze.confirmed", new Date("2026-11-21T14:05:08Z"), "kbank", "ฉ1", "KBANK", 1, 7],
    ];
    const written = await writeXlsx({
      sheets: [
        {
          name: "Blatt",
          rows,
          columns: HEADER.map((name) => (name === "time" ? { numFmt: "yyyy-mm-dd hh:mm" } : {})),
        },
      ],
    });
    const opened = await open(Buffer.from(written), {}, "events.csv");
    expect(opened.notes).toEqual(["The sheet Blatt is read."]);
    const [record] = await read(Buffer.from(written));
    expect(record).toMatchObject({
      ndjson: expect.stringMatching(`"time":"${TIME.replace("+", "\\+")}".*"ฉ1".*"heldSatang":7`),
    });
  });

  it.each<[string, Record<string, WrittenSheet>, string | undefined, string]>([
    ["the only one", { แผ่น1: { rows: ROWS } }, undefined, "แผ่น1"],
    [
      "the only one with rows",
      { a: { rows: [] }, b: { rows: ROWS }, c: { rows: [["", null]] } },
      undefined,
      "b",
    ],
    ["the only one that is shown", { a: { rows: ROWS, isHidden: true }, b: { rows: ROWS } }, undefined, "b"],
    ["the one that is asked for", { a: { rows: ROWS }, b: { rows: ROWS } }, "a", "a"],
    ["the hidden one that is asked for", { a: { rows: ROWS, isHidden: true }, b: { rows: ROWS } }, "a", "a"],
  ])("says which sheet is read: %s", async (_what, sheets, sheet, want) => {
    expect((await open(workbook(sheets), { sheet })).notes).toEqual([`The sheet ${want} is read.`]);
  });

  it.each<[string, () => Buffer, Partial<Reading>, RegExp]>([
    [
      "it has several sheets with rows",
      () => workbook({ มกราคม: { rows: ROWS }, กุมภาพันธ์: { rows: ROWS }, c: { rows: [] } }),
      {},
      /several sheets with rows: มกราคม, กุมภาพันธ์; say which one with --sheet NAME$/,
    ],
    ["it has not the sheet", () => workbook({ a: { rows: ROWS } }), { sheet: "b" }, /no sheet b; it has a$/],
    [
      "none of its sheets has a row",
      () => workbook({ a: { rows: [] } }),
      {},
      /no sheet that is shown has a row/,
    ],
    ["its header lacks a column", () => workbook([["id", "type"], row()]), {}, /no column time, source/],
    [
      "its header has a column twice",
      () => workbook([[...HEADER, "id"], row()]),
      {},
      /names id more than once/,
    ],
    [
      "it is of the old Excel",
      () => Buffer.from("d0cf11e0a1b11ae1", "hex"),
      {},
      /old Excel \(\.xls\) or has a password/,
    ],
    ["it is a text", () => Buffer.from("<html><table>"), {}, /is no workbook, whatever its name says/],
    ["it is cut off", () => workbook(ROWS).subarray(0, -200), {}, /cannot be read as an Excel workbook/],
    [
      "it is another archive",
      () => zip({ mimetype: "application/vnd.oasis.opendocument.spreadsheet" }),
      {},
      /cannot be read/,
    ],
    [
      "its sheet is no XML",
      () => zip({ ...workbookFiles({ a: { rows: ROWS } }), "xl/worksheets/sheet1.xml": "<worksheet><row" }),
      {},
      /cannot be read|no sheet/,
    ],
  ])("is refused with a sentence when %s", async (_what, content, reading, sentence) => {
    await expect(read(content(), reading)).rejects.toThrow(sentence);
  });
});

describe("a hostile workbook", () => {
  const files = workbookFiles({ a: { rows: [HEADER, row()] } });
  it("says how large it is when it is unpacked", () => {
    const size = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    expect(unpackedSize(zip(files))).toBe(size);
    expect(unpackedSize(Buffer.from("PK"))).toBeNull();
  });

  it.each<[string, () => Buffer, RegExp]>([
    [
      "that unpacks to 200 MB",
      () => zip({ ...files, "xl/media/image1.png": Buffer.alloc(200_000_000) }),
      /over 128 MiB when it is unpacked: save it as CSV/,
    ],
    ["that hides how large it is", () => zip(files, 0), /does not say how large/],
    ["that says it is smaller than it is", () => zip(files, 40), /cannot be read/],
    [
      "whose entities grow",
      () =>
        zip({
          ...files,
          "xl/sharedStrings.xml": `<!DOCTYPE s [<!ENTITY a "${"x".repeat(10_000)}">${[..."bcdefgh"].map((name, i) => `<!ENTITY ${name} "${`&${"abcdefg"[i]};`.repeat(100)}">`).join("")}]><sst><si><t>&h;</t></si></sst>`,
        }),
      /cannot be read|has no column/,
    ],
    [
      "with elements without end",
      () => zip({ ...files, "xl/sharedStrings.xml": `<sst>${"<si>".repeat(200_000)}` }),
      /cannot be read|has no column/,
    ],
  ])("%s is refused", async (_what, content, sentence) => {
    await expect(read(content())).rejects.toThrow(sentence);
  });

  it("with a cell far to the right of each row is read without it", async () => {
    const far = Array.from(
      { length: 20_000 },
      (_, y) => `<row r="${y + 3}"><c r="XFD${y + 3}"><v>1</v></c></row>`,
    );
    const sheet = files["xl/worksheets/sheet1.xml"]!.replace("</sheetData>", `${far.join("")}</sheetData>`);
    expect(await read(zip({ ...files, "xl/worksheets/sheet1.xml": sheet }))).toHaveLength(1);
  });
});
