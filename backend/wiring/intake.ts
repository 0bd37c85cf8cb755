import { type Changed, openIngest } from "../ingest/ingest.ts";
import { openQuarantine } from "../ingest/quarantine.ts";
import type { Opening } from "./opening.ts";
import type { Storage } from "./storage.ts";

/** Opens what takes in events, what only tries them, and what keeps the rejected ones. */
export function openIntake(
  { clock, onTrouble, onClose }: Opening,
  { store }: Storage,
  { onCommitted, onUncertain }: { onCommitted: (changed: Changed) => void; onUncertain: () => void },
) {
  const ingest = openIngest({ store, clock, onTrouble, onUncertain, onCommitted });
  onClose(ingest.close);
  const trial = openIngest({
    store: store.inClass("pages"),
    clock,
    onTrouble,
    isTrial: true,
    onUncertain: () => {},
    onCommitted: () => {},
  });
  onClose(trial.close);
  const quarantine = openQuarantine({ store, clock, ingest, budgetOf: ingest.budgetOf, onTrouble });
  onClose(quarantine.close);
  return { ingest, trial, quarantine };
}

export type Intake = ReturnType<typeof openIntake>;
