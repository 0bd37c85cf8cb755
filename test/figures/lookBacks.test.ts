/** What a look back costs others: one connection is the embedded database, and what runs on it is not interrupted. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import { root } from "../../backend/build/root.ts";
import { readRanges } from "../../backend/figures/gather.ts";
import { narrow } from "../../backend/figures/narrow.ts";
import { partsOf } from "../../backend/figures/parts.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openStore, type Store } from "../../backend/store/store.ts";

const FROM = Date.parse("2026-09-01T00:00:00+07:00");
const DAYS = 60;

describe("a look back over two months in which nothing happened", () => {
  const folder = mkdtempSync(join(tmpdir(), "war-room-"));
  let store: Store;

  beforeAll(async () => {
    const sqlFolder = join(folder, "sql");
    cpSync(join(root, "sql"), sqlFolder, { recursive: true });
    writeFileSync(
      join(sqlFolder, "test.sql"),
      "-- name: plans\nselect generic_plans, custom_plans from pg_prepared_statements where name = $1",
    );
    store = await openStore({
      databaseUrl: undefined,
      dataDir: join(folder, "data"),
      sqlFolder,
      template: join(root, "dist", "template"),
      clock: realClock,
      onTrouble: console.error,
    });
  });
  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it.each(["calls.offered", "reports.filed", "freezes.requested"])(
    "of %s is read day by day at the most, with one plan",
    async (metric) => {
      const question = narrow(
        { metrics: [metric], from: FROM, until: FROM + DAYS * DAY, step: "hour", by: [] },
        EVERYTHING,
      );
      const [part] = partsOf([METRICS.get(metric)!]);
      const ranges: { from: number; until: number }[] = [];
      await readRanges(
        part!,
        question,
        Date.now(),
        { inTurn: (deed) => store.transaction(deed), clock: realClock },
        ({ from, until }) => ranges.push({ from, until }),
      );
      // However fast the days without events were, the next one may be full of them.
      expect(Math.max(...ranges.map(({ from, until }) => until - from))).toBeLessThanOrEqual(DAY);
      expect(ranges.at(0)?.from).toBe(question.from);
      expect(ranges.at(-1)?.until).toBe(question.until);
      const [plans] = await store.run<{ generic_plans: string; custom_plans: string }>("plans", [
        `sum ${part!.cells} as of`,
      ]);
      expect(plans).toEqual({ generic_plans: String(ranges.length), custom_plans: "0" });
    },
  );
});
