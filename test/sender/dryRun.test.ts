/** `npm run send -- FILE --dry-run` against the program: the report of sending, and nothing changed. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realClock } from "../../backend/kit/clock.ts";
import { sendFile } from "../../backend/sender/file.ts";
import { openPost } from "../../backend/sender/post.ts";
import { type Program, startProgram } from "../program.ts";
import { type Written, workbook } from "./excel.ts";

let program: Program;
let folder: string;
beforeAll(async () => {
  program = await startProgram();
  folder = await mkdtemp(join(tmpdir(), "send-dry-"));
});
afterAll(async () => {
  await program.close();
  await rm(folder, { recursive: true });
});

const DAY = "from=2026-11-21&to=2026-11-22";
const sumOf = async (metric: string) => (await program.figures(`metric=${metric}&${DAY}`)).rows[0]!.value;

async function command(file: string, ...options: string[]) {
  const { url, key } = program;
  const run = ["--import", "tsx", "backend/sender/send.ts", file, "--url", url, "--key", key, ...options];
  return new Promise<{ code: unknown; out: string[] }>((resolve) => {
    execFile(process.execPath, run, (error, out) =>
      resolve({ code: error?.code ?? 0, out: out.trim().split("\n") }),
    );
  });
}

const SERIAL = 46347 + 10 / 24;
const MOMENT = { value: SERIAL, as: "moment" } as const;
const HEADER = [
  "id",
  "type",
  "time",
  "source",
  "freezeId",
  "bank",
  "hop",
  "heldSatang",
  "reportId",
  "amountSatang",
  "accountToken",
];
const requested = (id: string, amount: Written): Written[] => [
  ...[id, "freeze.requested", MOMENT, "kbank", `f-${id}`, "KBANK", 1, null, "r", amount, "t"],
];
const BOOK = workbook([
  HEADER,
  requested("dry-1", { value: 25_000, as: "#,##0.00" }),
  requested("dry-1", { value: 25_000, as: "#,##0.00" }),
  [],
  requested("dry-2", 0.125),
  [
    "dry-3",
    "freeze.confirmed",
    { value: SERIAL + 198_327, as: "moment" },
    "kbank",
    "f-dry-1",
    "KBANK",
    1,
    10_000,
  ],
  ["dry-4", "freeze.confirmed", MOMENT, "kbank", "f-dry-1", "NOBANK", 1, 10_000],
  [20261500000000000, "freeze.confirmed", MOMENT, "kbank", "f-dry-1", "KBANK", 1, 10_000],
]);

describe("a dry run", () => {
  it("of a workbook prints what sending prints, line by line, and changes nothing", async () => {
    const file = join(folder, "freezes.xlsx");
    await writeFile(file, BOOK);
    const dry = await command(file, "--dry-run", "--money", "baht");
    expect(dry).toEqual({
      code: 1,
      out: [
        "A dry run: nothing was stored. Sending would give this:",
        "line 5: bad-money: amountSatang: 0.125 has more than two decimals; a baht has 100 satang: not sent",
        "line 6: bad-time: time: 2569 is a year of the Buddhist era; write 2026: not sent",
        expect.stringMatching(/^line 7 \(dry-4\): unknown-code: bank: "NOBANK" is not among the bank codes/),
        expect.stringMatching(/^line 8: digits-lost: id: 20261500000000000 has more than 15 digits/),
        "1 accepted, 1 duplicate, 4 rejected",
        `All rejections: ${file}.dry-run.rejected.ndjson`,
      ],
    });
    expect(await sumOf("freezes.requested_satang")).toBeNull();
    const listed = (await readFile(`${file}.dry-run.rejected.ndjson`, "utf8")).trim().split("\n");
    expect(listed.map((line) => (JSON.parse(line) as { line: number }).line)).toEqual([5, 6, 7, 8]);

    const sent = await command(file, "--money", "baht");
    expect(sent.code).toBe(1);
    expect(sent.out.slice(0, -1)).toEqual(dry.out.slice(1, -1));
    expect(await sumOf("freezes.requested_satang")).toBe(2_500_000);

    expect((await command(file, "--dry-run", "--money", "baht")).out).toContain(
      "0 accepted, 2 duplicate, 4 rejected",
    );
    expect((await readdir(folder)).sort()).toEqual(
      ["", ".dry-run.rejected.ndjson", ".rejected.ndjson"].map((end) => `freezes.xlsx${end}`),
    );
  }, 60_000);

  it("of a file of which nothing would be taken says why", async () => {
    const file = join(folder, "bad.csv");
    await writeFile(file, "id,type,time,source,callId,queue\r1,call.offered,21/11/2026 10:00,s,c,report\r");
    const { code, out } = await command(file, "--dry-run");
    expect(code).toBe(1);
    expect(out[1]).toMatch(/^line 2 \(1\): bad-time: time: must be a date and time with an offset/);
    expect(out[2]).toBe("0 accepted, 0 duplicate, 1 rejected");
  }, 30_000);

  it("does not touch the mark of a run that was interrupted, nor its rejections", async () => {
    const file = join(folder, "calls.ndjson");
    const call = (n: number) =>
      `{"specversion":"1.0","id":"dry-call-${n}","type":"th.aoc1441.call.offered","time":"2026-11-21T10:00:00+07:00","source":"s","data":{"callId":"dry-${n}","queue":"report"}}`;
    await writeFile(file, ["oops", ...Array.from({ length: 4_500 }, (_, n) => call(n))].join("\n"));
    const stop = new AbortController();
    const sending = (isDryRun: boolean, signal = new AbortController().signal) => ({
      file,
      url: program.url,
      key: program.key,
      isDryRun,
      signal,
      restart: false,
      post: openPost({ url: program.url, isDryRun, clock: realClock }),
      reading: { money: "satang" as const },
    });
    const stopped = await sendFile({ ...sending(false, stop.signal), onProgress: () => stop.abort() });
    expect(stopped).toMatchObject({ complete: false, counts: { accepted: 1_999, rejected: 1 } });
    const kept = async () =>
      Promise.all([`${file}.sent`, `${file}.rejected.ndjson`].map((path) => readFile(path, "utf8")));
    const before = await kept();
    const dry = await sendFile(sending(true));
    expect(dry.counts).toEqual({ accepted: 2_501, duplicate: 1_999, rejected: 1 });
    expect(await kept()).toEqual(before);
    const rest = await sendFile(sending(false));
    expect(rest.counts).toEqual({ accepted: 4_500, duplicate: 0, rejected: 1 });
    expect(await sumOf("calls.offered")).toBe(4_500);
  }, 30_000);
});
