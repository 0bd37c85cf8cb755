/** The workbooks open in LibreOffice, which reads the same numbers and shows dates of the Buddhist era. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Document } from "#wire/reports.ts";
import { handClock, type Program, startProgram } from "../program.ts";
import { ANSWERED, NOW, tellFortnight } from "./centre.ts";
import { exactOf, keyOf, readCsv, sliceText } from "./read.ts";

const isThere = spawnSync("soffice", ["--version"]).status === 0;
if (!isThere) console.warn("SKIPPED: LibreOffice (soffice) is not installed, so no workbook is opened in it");

describe.runIf(isThere)("in LibreOffice", () => {
  let program: Program;
  const folder = mkdtempSync(join(tmpdir(), "war-room-office-"));
  beforeAll(async () => {
    const clock = handClock(NOW);
    program = await startProgram({ clock });
    await tellFortnight(program);
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
  /** Numbers become ones again, as far as they are shown: 1,234.50 and 95.2%. */
  const exact = (row: Record<string, string>) =>
    exactOf(
      new Map(
        Object.entries(row).map(([name, text]): [string, string | number] => {
          if (!/^(Value|Numerator|Denominator)$/.test(name) || text === "") return [name, text];
          return [name, Number(text.replace(/[,%]/g, "")) / (text.endsWith("%") ? 100 : 1)];
        }),
      ),
    );
  /** Counts and money are shown exactly; the others to the tenth. */
  const isShown = (shown: readonly string[], [value, ...parts]: readonly string[], unit: string) => {
    const off = Math.abs(Number(shown[0]) - Number(value));
    const most = unit === "share" ? 0.000_501 : unit === "minutes" || unit === "seconds" ? 0.0501 : 0;
    return (shown[0] === "") === (value === "") && off <= most && shown.slice(1).join() === parts.join();
  };

  it.each(["daily", "weekly", "monthly"])(
    "a %s report has the figures of its CSV",
    async (kind) => {
      const query = `/v1/reports/draft?kind=${kind}&from=2026-11-18&sections=${ANSWERED.join()}`;
      const { document } = JSON.parse((await ask(query)).toString()) as {
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
        const want = written.get(keyOf(metric, from, until, sliceText(slice)))!;
        const { unit } = document.definitions.find((each) => each.metric === metric)!;
        const shown = bySlice.get(`${metric} ${sliceText(slice)}`)!;
        const what = `${metric} ${sliceText(slice)}: ${want} of ${JSON.stringify(shown)}`;
        expect(
          shown.some((each) => isShown(each, want, unit)),
          what,
        ).toBe(true);
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
