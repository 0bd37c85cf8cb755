import { dayOf } from "#calendar/days.ts";
import type { Deed } from "#wire/deeds.ts";
import { maskPersonal } from "#writing/personal.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import { openPace } from "../kit/pace.ts";
import type { Run, Store } from "../store/store.ts";
import { type Doer, writeAudit } from "./write.ts";

/**
 * Says that a file leaves the centre, before it does: where this rejects, nothing may be sent. Of a key that asks again
 * and again, each question is told once a Bangkok day by each backend: a row too many hides nothing.
 * @param asked the parameters of the request; what is personal in them is masked
 * @param count what else is written of it, in the same transaction
 */
export type Exports = (
  doer: Doer,
  exported: { deed: Deed; of: { kind: string; id: string } },
  asked: Readonly<Record<string, unknown>>,
  count?: (run: Run) => Promise<void>,
) => Promise<void>;

/** The window of a key that polls moves with each request: it is the same question. */
const WINDOW = new Set(["from", "to", "asOf"]);
/** Beyond that many questions of keys in a day some are told again. */
const MOST_KNOWN = 10_000;
/** A key may invent questions: what it is told of is a row each, which nobody may fill so fast that it hides others. */
const QUESTIONS = { perSecond: 1, atOnce: 120, mostKeys: 10_000 };

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  return typeof value === "string" ? maskPersonal(value) : value;
}

export function openExports({ store, clock }: { store: Store; clock: Clock }): Exports {
  const pace = openPace(QUESTIONS, clock.ticks);
  let day = Number.NaN;
  const told = new Set<string>();

  return async (doer, exported, asked, count) => {
    const now = clock.now();
    if (dayOf(now) !== day || told.size >= MOST_KNOWN) told.clear();
    day = dayOf(now);
    const question = Object.entries(asked).filter(([name]) => !WINDOW.has(name));
    const key = JSON.stringify([doer.by.id, doer.by.name, exported, question.sort()]);
    if (doer.by.kind === "key") {
      if (told.has(key)) return;
      const retryAfter = pace.waitOf(doer.by.name);
      if (retryAfter > 0)
        throw new Fault("busy", "this key has asked too many different questions; wait", { retryAfter });
      pace.use(doer.by.name);
    }
    const after = Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, masked(value)]));
    await store.inClass("pages").transaction(async (run) => {
      await count?.(run);
      await writeAudit(run, { ...doer, ...exported, after }, now);
    });
    if (doer.by.kind === "key") told.add(key);
  };
}
