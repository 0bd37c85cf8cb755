/** The workbooks open in LibreOffice, which reads the same numbers and shows dates of the Buddhist era. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Document } from "#wire/reports.ts";
import { handClock, type Program, startProgram } from "../program.ts";
import { beat, fortnight, NOW } from "./centre.ts";
import { exactOf, keyOf, readCsv, sliceText } from "./read.ts";

const isThere = spawnSync("soffice", ["--version"]).status === 0;
if (!isThere) console.warn("SKIPPED: LibreOffice (soffice) is not installed, so no workbook is opened in it");

describe.runIf(isThere)("in LibreOffice", () => {
  let program: Program;
  const folder = mkdtempSync(join(tmpdir(), "war-room-office-"));
  beforeAll(async () => {
    const clock = handClock(NOW);
    program = await startProgram({ clock });
    const events = fortnight();
    for (let at = 0; at < events.length; at += 500) await program.tell(...events.slice(at, at + 500));
    await program.tell(beat(NOW));
    await clock.turn(1_000);
  });
  afterAll(async () => {
    await program.close();
    rmSync(folder, { recursive: true });
  });
  const ask = async (path: string) => Buffer.from(await (await fetch(program.url + path)).arrayBuffer());

  /** The first sheet as LibreOffice reads it: the values of cells, or what they show. */
  function opened(name: string, bytes: Buffer, isShown: boolean): Record<string, string>[] {
    writeFileSync(join(folder, `${name}.xlsx`), bytes);
    // A comma, quotes, UTF-8, and whether cells are written as they are shown.
    const filter = `csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,${isShown}`;
    const profile = `-env:UserInstallation=file://${join(folder, "profile")}`;
    const { status, stderr } = spawnSync(
      "soffice",
      [profile, "--headless", "--convert-to", filter, "--outdir", folder, join(folder, `${name}.xlsx`)],
      { encoding: "utf8", timeout: 120_000 },
    );
    expect([status, stderr]).toEqual([0, expect.any(String)]);
    return parse(readFileSync(join(folder, `${name}.csv`)), { columns: true, bom: true });
  }
  /** Digits of a number become one again: LibreOffice writes what it reads. */
  const exact = (row: Record<string, string>) =>
    exactOf(
      new Map(
        Object.entries(row).map(([name, text]) => [
          name,
          /^(Value|Numerator|Denominator)$/.test(name) && text !== "" ? Number(text) : text,
        ]),
      ),
    );
  const rounded = (values: readonly string[]) =>
    values.map((value) => (value === "" ? "" : Number(Number(value).toPrecision(9))));

  it.each(["daily", "weekly", "monthly"])(
    "a %s report has the figures of its CSV",
    async (kind) => {
      const query = `/v1/reports/draft?kind=${kind}&from=2026-11-18`;
      const { document } = JSON.parse((await ask(`${query}&format=json`)).toString()) as {
        document: Document;
      };
      const written = readCsv(await ask(`${query}&format=csv`));
      const rows = opened(kind, await ask(`${query}&format=xlsx&lang=en`), false);
      expect(rows.length).toBeGreaterThanOrEqual(document.figures.length);
      const bySlice = new Map<string, string[][]>();
      for (const row of rows) {
        const key = `${row.metric} ${row.Code!.split(" ").sort().join(" ")}`;
        bySlice.set(key, [...(bySlice.get(key) ?? []), exact(row)]);
      }
      for (const { metric, slice, from, until } of document.figures) {
        const want = rounded(written.get(keyOf(metric, from, until, sliceText(slice)))!);
        expect(bySlice.get(`${metric} ${sliceText(slice)}`)!.map(rounded), metric).toContainEqual(want);
      }
    },
    180_000,
  );

  it("shows dates of the Buddhist era, amounts in baht and shares in percent", async () => {
    const query = "/v1/reports/draft?kind=weekly&from=2026-11-18&format=xlsx&lang=th";
    const [first] = opened("shown", await ask(query), true);
    expect(first!.ตั้งแต่).toMatch(/^16 พ\.ย\. 2569 0:00$/);
    const rows = opened("shown", await ask(query), true);
    const of = (metric: string) => rows.find((row) => row.metric === metric)!.ค่า;
    expect(of("reports.loss_satang")).toMatch(/^[\d,]+\.\d\d$/);
    expect(of("calls.service_level")).toMatch(/^\d+\.\d%$/);
  }, 180_000);

  it("an answer of figures has those of its CSV", async () => {
    const query =
      "/v1/figures?metric=reports.filed,reports.loss_satang&from=2026-11-16&to=2026-11-23&by=scamType";
    const lines: Record<string, string>[] = parse(await ask(`${query}&format=csv`), {
      columns: true,
      bom: true,
    });
    const rows = opened("figures", await ask(`${query}&format=xlsx&lang=en`), false);
    expect(rows.map((row) => [row.metric, row.scamType, exact(row)[0]])).toEqual(
      lines.map(({ metric, scamType, value }) => [metric, scamType, value]),
    );
  }, 180_000);
});
