import { afterAll, beforeAll, expect, it } from "vitest";
import { openAudit } from "../../backend/audit/audit.ts";
import { SERVER, writeAudit } from "../../backend/audit/write.ts";
import { realClock } from "../../backend/kit/clock.ts";
import type { Run, Store } from "../../backend/store/store.ts";
import { type Program, startProgram } from "../program.ts";

const ROWS = 1_200;
const MOST_AT_ONCE = 500;
const PLANNED = { who: null, deed: "screen.planned", kind: null, id: null, from: null, until: null };
let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.close());

const say = (run: Run, id: string) =>
  writeAudit(run, { ...SERVER, deed: "screen.planned", of: { kind: "screen", id } }, Date.now());

it("an export is read in pieces, between which others come, and is of the head of its first one", async () => {
  const { store } = program;
  await store.transaction(async (run) => {
    for (let n = 0; n < ROWS; n++) await say(run, `s-${n}`);
  });
  const pieces: number[] = [];
  const watched: Store = {
    ...store,
    inClass(...asked) {
      const own = store.inClass(...asked);
      return {
        ...own,
        async run<Row>(name: string, values?: unknown[]) {
          const rows = await own.run<Row>(name, values);
          pieces.push(rows.length);
          // Waits for the database's one connection: it would never come, did the export hold it.
          await store.transaction((run) => say(run, "later"));
          return rows;
        },
      };
    },
  };
  const audit = await openAudit({
    store: watched,
    clock: realClock,
    dataDir: "/nowhere",
    say: () => {},
    onTrouble: () => {},
  });
  const rows = await audit.all(PLANNED);
  await audit.close();
  expect(pieces.length).toBeGreaterThan(2);
  expect(Math.max(...pieces)).toBeLessThanOrEqual(MOST_AT_ONCE);
  expect(rows.map(({ of }) => of.id)).toEqual(Array.from({ length: ROWS }, (_, n) => `s-${ROWS - 1 - n}`));
});
