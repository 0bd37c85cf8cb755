/** Sends what parties say, and says what must come of it. */
import { DAY, HOUR } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import { narrow } from "../../backend/figures/narrow.ts";
import { readSums } from "../../backend/figures/queries.ts";
import { rebuildCells } from "../../backend/rebuild/cells.ts";
import { CELLS } from "../../backend/store/cells.ts";
import type { Store } from "../../backend/store/store.ts";
import type { Received } from "../figures/entities.ts";
import { oracle } from "../figures/oracle.ts";
import { openDoor } from "../rebuild/centre.ts";
import { chances, type Owned, type Said, TEN } from "./parties.ts";

export interface Refused {
  kind: Owned;
  code: string;
  detail: string;
  speaksFor: readonly string[] | null;
}

/** Sends all in pieces, each as one batch; what was taken, what was refused, and moments: first, in the middle, last. */
export async function sendAll(store: Store, all: readonly Said[], seed: number) {
  const send = await openDoor(store);
  const below = chances(seed);
  const received: (Received & { said: Said })[] = [];
  const refused: Refused[] = [];
  const moments: number[] = [];
  const pass = () => store.read(async (_run, moment) => void moments.push(moment));
  await pass();
  for (let at = 0, size = 0; at < all.length; at += size) {
    if (moments.length === 1 && at > all.length / 2) await pass();
    size = 1 + below(60);
    // What is sent together is written by one statement of a kind.
    await Promise.all(
      all.slice(at, at + size).map(async (said) => {
        const { kind, event, party } = said;
        const [banks, agencies] = kind === "reports" ? [null, party.speaksFor] : [party.speaksFor, null];
        const [item] = await send([event], party.sender, banks, agencies);
        const speaksFor = party.speaksFor;
        if (item!.kept)
          received.push({
            event,
            sender: party.sender,
            recordedAt: moments.length,
            said,
            ...(speaksFor && { speaksFor }),
          });
        if (item!.refused) refused.push({ kind, ...item!.refused, speaksFor });
      }),
    );
  }
  await pass();
  return { received, refused, moments };
}

/** The day on which all happens. */
export const from = TEN - 10 * HOUR;
export const until = from + DAY;

interface Figure {
  at: number;
  slice: object;
  column: string;
  value: number;
}
const tidy = (figures: Figure[]) =>
  figures.map(({ at, slice, column, value }) => `${at} ${JSON.stringify(slice)} ${column} ${value}`).sort();

export const question = (kind: Owned) => ({
  from,
  step: "hour" as const,
  by: Object.keys(CELLS[kind].dimensions),
});

/** The figures of the day as the program has them; `asOf` null: now. */
export async function stored(store: Store, kind: Owned, asOf: number | null): Promise<string[]> {
  const wanted = { ...narrow({ metrics: [], until, ...question(kind) }, EVERYTHING), asOf, now: until };
  const rows = await readSums(store.run, kind, CELLS[kind].columns, wanted);
  return tidy(
    rows
      .flatMap(({ at, slice, sums }) =>
        CELLS[kind].columns.map((column) => ({ at, slice, column, value: Number(sums[column]) })),
      )
      .filter(({ value }) => value !== 0),
  );
}

/** The same by the oracle. */
export function wanted(kind: Owned, received: readonly Received[]): string[] {
  const figures = oracle(received);
  return tidy(
    CELLS[kind].columns.flatMap((column) =>
      figures({ metric: `${kind}.${column}`, to: until, now: until, ...question(kind) }).map(
        ({ at, slice, value }) => ({ at, slice, column, value: Number(value) }),
      ),
    ),
  );
}

export const rebuild = (store: Store) =>
  rebuildCells({
    store,
    now: until,
    restart: false,
    onNote: () => {},
    onProgress: () => {},
    asked: { since: null, until: null },
  });
