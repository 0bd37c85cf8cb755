// Writes a workbook of so many rows, and watches this process meanwhile.
import { readFileSync, writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { MINUTE } from "#calendar/units.ts";
import type { FigureRow } from "#wire/figures.ts";
import { inTurns } from "../../backend/figures/pieces.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { sheetOf } from "../../backend/reports/sheet.ts";
import { answer } from "./scope.ts";

export interface Sheet {
  mb: number;
  seconds: number;
  /** Resident megabytes before, and the most above them. */
  idleMb: number;
  aboveMb: number;
  /** Of the event loop. */
  delayMs: { p50: number; p99: number; most: number };
}

const METRIC = "freezes.requested_satang";
const BANKS = ["KBANK", "SCB", "BBL", "KTB", "GSB"];
const FROM = Date.parse("2026-01-01T00:00:00+07:00");

function* rowsOf(count: number): Generator<FigureRow> {
  for (let n = 0; n < count; n++)
    yield {
      metric: METRIC,
      at: FROM + Math.floor(n / BANKS.length) * MINUTE,
      slice: { bank: BANKS[n % BANKS.length]! },
      value: 1_234_567 + ((n * 7_919) % 900_000_001),
      state: "settled",
      heard: FROM,
      maxAgeSeconds: 60,
    };
}

/** Resident megabytes: now, and the most since it was last set back (man 5 proc). */
const memory = (name: "VmRSS" | "VmHWM") =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(readFileSync("/proc/self/status", "utf8"))![1]) /
  1024;

answer(async ({ rows }: { rows: number }): Promise<Sheet> => {
  const codes = BANKS.map((code) => ({
    kind: "bank",
    code,
    nameTh: code,
    nameEn: code,
    shortTh: code,
    shortEn: code,
  }));
  const idleMb = memory("VmRSS");
  writeFileSync("/proc/self/clear_refs", "5");
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const began = performance.now();
  const table = {
    rows: inTurns(rowsOf(rows)),
    metrics: [METRIC],
    by: ["bank"],
    asOf: FROM,
    simulated: false,
  };
  let bytes = 0;
  for await (const piece of sheetOf({ ...table, lang: "th" }, { metrics: METRICS, codes }))
    bytes += piece.length;
  const seconds = (performance.now() - began) / 1_000;
  delay.disable();
  const ms = (nanoseconds: number) => nanoseconds / 1e6;
  return {
    mb: bytes / 2 ** 20,
    seconds,
    idleMb,
    aboveMb: memory("VmHWM") - idleMb,
    delayMs: { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), most: ms(delay.max) },
  };
});
