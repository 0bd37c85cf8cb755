import type { Clock } from "../kit/clock.ts";
import type { Store } from "../store/store.ts";
import { spansOf } from "./days.ts";
import { openBudget, type Past, readRanges } from "./gather.ts";
import type { Narrowed } from "./narrow.ts";
import { addSums, type Sum } from "./rows.ts";
import type { Reads } from "./together.ts";

/**
 * Reads for many questions about one moment of the past, one after the other, range by range, each in a turn of its own:
 * nothing that was recorded up to a moment ever changes, so all of it is of that moment. After one that failed, and after
 * the end, nothing more is read.
 * @param isRecounted whether all that a question asks is to be counted again from the raw events
 * @param instead what to ask when all of them together take the database too long
 */
export function openPast({
  store,
  clock,
  asOf,
  isRecounted,
  instead,
}: {
  store: Store;
  clock: Pick<Clock, "ticks">;
  asOf: number;
  isRecounted(question: Narrowed): Promise<boolean>;
  instead: string;
}): { reads: Reads; end(): void } {
  const spend = openBudget(instead);
  const changed: Past["changed"] = new Map();
  let last: Promise<unknown> = Promise.resolve();
  let isOver = false;
  const read: Reads["sums"] = (part, question) => {
    const rows = last.then(() => readNext(part, question));
    last = rows;
    return rows;
  };
  async function readNext(...[part, question]: Parameters<Reads["sums"]>) {
    const sums = new Map<string, Sum>();
    const inTurn: Parameters<typeof readRanges>[3]["inTurn"] = (deed) => {
      if (isOver) throw new Error("a question came after the end of its reading");
      return store.transaction(deed);
    };
    const past = { asOf, isRecount: await isRecounted(question), changed };
    await readRanges(part, question, past, { inTurn, clock, isAdded: true }, ({ rows, ms }) => {
      addSums(sums, rows);
      spend(ms);
    });
    return [...sums.values()];
  }
  return {
    reads: {
      sums: read,
      // What several windows have in common is read once: they mostly end at the same moment.
      async totals(part, question, windows) {
        const spans = await Promise.all(
          spansOf(windows).map(async (span) => ({
            ...span,
            rows: await read(part, { ...question, ...span, step: "total" }),
          })),
        );
        return windows.map(({ from, until }) =>
          spans
            .filter((span) => from <= span.from && span.until <= until)
            .flatMap(({ rows }) => rows.map((row) => ({ ...row, at: from }))),
        );
      },
    },
    end() {
      isOver = true;
    },
  };
}
