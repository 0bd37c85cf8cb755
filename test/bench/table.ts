import { cpus, loadavg, totalmem } from "node:os";
import { type Measured, median, type Row } from "./row.ts";

export interface Line extends Measured, Omit<Row, "run"> {
  seconds?: number;
}

/** The measured machine: the figures are valid for it, the ratios for most machines. */
export function machine() {
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? "unknown",
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    load: loadavg().map((load) => Number(load.toFixed(1))),
    referenceMs: referenceMs(),
  };
}

/** How fast one core is, to compare figures of two machines by: milliseconds to write and read 100,000 rows as JSON. */
function referenceMs(): number {
  const rows = Array.from({ length: 100_000 }, (_, n) => ({
    at: n * 60_000,
    bank: `B${n % 25}`,
    satang: n * 7,
  }));
  const took = Array.from({ length: 5 }, () => {
    const began = performance.now();
    JSON.parse(JSON.stringify(rows));
    return performance.now() - began;
  });
  return Math.round(median(took));
}

/** Plain text: name, reached, target, ok or short; then the two sides of each comparison. */
export function tableOf(lines: readonly Line[]): string {
  const rows = [
    ["", "what", "reached", "to reach", ""],
    ...lines.map(({ name, what, reached, toReach, ok }) => [
      name,
      what,
      reached,
      toReach,
      ok === null ? "" : ok ? "ok" : "SHORT",
    ]),
  ];
  const remarks = lines.flatMap(({ name, remarks }) => remarks.map((remark) => `${name}: ${remark}`));
  return `\n${inColumns(rows)}\n\n${remarks.join("\n")}\n\n${machineLine()}`;
}

/** Rows of cells, each column as wide as its widest cell. */
export function inColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function machineLine(): string {
  const { cores, cpu, memoryGb, node, platform, load, referenceMs } = machine();
  return `${cores} cores (${cpu}), ${memoryGb} GB, ${platform}, Node ${node}, load ${load.join(" ")} at the end; one core writes and reads 100,000 rows as JSON in ${referenceMs} ms`;
}
