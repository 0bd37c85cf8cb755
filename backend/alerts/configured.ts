import type { Clock } from "../kit/clock.ts";
import { remember } from "../kit/remember.ts";
import type { Run, Store } from "../store/store.ts";
import type { Known } from "./judge.ts";
import { listMutes } from "./muteQueries.ts";
import { listRecipients } from "./recipientQueries.ts";
import { listRotas } from "./rotaQueries.ts";
import { listRules } from "./ruleQueries.ts";

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
  const readIn = (run: Run, now: number) => readKnown(run, now, holidays);
  return {
    /** As a transaction sees it. */
    readIn,
    ...remember(clock, () => readIn(store.run, clock.now())),
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
