import type { Clock } from "../kit/clock.ts";
import type { Run, Store } from "../store/store.ts";
import type { Known } from "./judge.ts";
import { listMutes } from "./muteQueries.ts";
import { listRecipients } from "./recipientQueries.ts";
import { listRotas } from "./rotaQueries.ts";
import { listRules } from "./ruleQueries.ts";

/** What another backend changed counts here after this long at most, if its notification is lost. */
const KNOWN_MS = 2_000;

type Read = Awaited<ReturnType<typeof readKnown>>;

/** What people have set: rules, recipients, rotas and mutes. @param holidays days on which rotas may differ */
export function openKnown({
  store,
  clock,
  holidays,
}: {
  store: Store;
  clock: Clock;
  holidays: readonly number[];
}) {
  let cached: { reading: Promise<Read>; until: number } | null = null;
  const readIn = (run: Run, now: number) => readKnown(run, now, holidays);
  return {
    /** As a transaction sees it. */
    readIn,
    /** As it was read not long ago. */
    known(): Promise<Read> {
      if (cached && clock.ticks() < cached.until) return cached.reading;
      const reading = readIn(store.run, clock.now());
      const mine = { reading, until: clock.ticks() + KNOWN_MS };
      cached = mine;
      reading.catch(() => {
        if (cached === mine) cached = null;
      });
      return reading;
    },
    forget() {
      cached = null;
    },
  };
}

async function readKnown(run: Run, now: number, holidays: readonly number[]) {
  const [rules, recipients, rotas, mutes] = await Promise.all([
    listRules(run),
    listRecipients(run),
    listRotas(run, now, holidays),
    listMutes(run, now),
  ]);
  return { rules, recipients, rotas, mutes } satisfies Known;
}
