import { type Row, seconds, share } from "./row.ts";
import type { Sheet } from "./sheets.ts";

const ROWS = 1_000_000;
const MOST_MB = 120;
const MOST_DELAY_MS = 50;

export const million: Row = {
  name: "million",
  what: "XLSX of 1,000,000 rows: peak memory above idle / event loop's delay p99",
  toReach: `≤ ${MOST_MB} MB / ≤ ${MOST_DELAY_MS} ms`,
  anywhere: false,
  async run(bench) {
    const rows = share(bench, ROWS);
    const sheet = await bench.scope.helper("sheets.ts").ask<Sheet>({ rows });
    const { aboveMb, idleMb, delayMs, mb } = sheet;
    return {
      reached: `${Math.round(aboveMb)} MB / ${delayMs.p99.toFixed(1)} ms`,
      ok: aboveMb <= MOST_MB && delayMs.p99 <= MOST_DELAY_MS,
      remarks: [
        `${rows.toLocaleString("en")} rows of 14 columns, ${mb.toFixed(1)} MB in ${seconds(sheet.seconds * 1_000)}, by what answers GET /v1/figures?format=xlsx; in a process of its own, whose rows are made one by one`,
        `VmHWM above the ${Math.round(idleMb)} MB before, code loaded; delay p50 ${delayMs.p50.toFixed(1)} ms, longest ${delayMs.most.toFixed(0)} ms`,
      ],
      numbers: { aboveMb, idleMb, delayP99: delayMs.p99, delayMost: delayMs.most, seconds: sheet.seconds },
    };
  },
};
