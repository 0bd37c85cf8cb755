import { startOfMinute } from "#calendar/days.ts";
import type { Scope } from "#wire/access.ts";
import type { Exclusion, Objective, ObjectiveVersion } from "#wire/sla.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import type { Rules } from "./all.ts";
import { faultsOf, overlapOf } from "./faults.ts";
import { inForce } from "./force.ts";
import { addExclusion, addObjective, endExclusion, listExclusions, listObjectives } from "./queries.ts";

/** What a person excludes. */
export type Exclude = Pick<Exclusion, "objective" | "slice" | "from" | "until" | "reason">;

export interface Sla {
  /** What is judged by, as of a moment ago. Not to be called while a reading runs: it has the connection. */
  rules(): Promise<Rules>;
  /** A new version, in force from `from` on (null: from now on). Throws `bad-request`, `not-found`. */
  change(id: string, objective: Objective, from: number | null, doer: Doer): Promise<ObjectiveVersion>;
  /** Those that a scope may know, also those that were ended. */
  exclusions(scope: Scope): Promise<Exclusion[]>;
  exclude(exclude: Exclude, doer: Doer): Promise<Exclusion>;
  /** Ends it: it does not count any more. Throws `not-found`. */
  include(id: number, reason: string, doer: Doer): Promise<void>;
  /** Another backend changed something. */
  forget(): void;
}

/** If a notification is lost, a change made by another backend counts here after this long at most. */
const KNOWN_MS = 2_000;

/** Whether promises are kept: the one place where that is judged. */
export function openSla(deps: { store: Store; clock: Clock; onChanged: () => void }): Sla {
  const { store, clock } = deps;
  let known: { said: Promise<Rules>; until: number } | null = null;

  function said(): Promise<Rules> {
    const ticks = clock.ticks();
    if (!known || ticks >= known.until) {
      const read = readSaid(store.run);
      known = { said: read, until: ticks + KNOWN_MS };
      read.catch(() => {
        if (known?.said === read) known = null;
      });
    }
    return known.said;
  }
  async function changed<T>(deed: (run: Run) => Promise<T>): Promise<T> {
    const done = await store.transaction(deed);
    known = null;
    deps.onChanged();
    return done;
  }

  return {
    rules: said,
    async change(id, objective, asked, doer) {
      return changed(async (run) => {
        const now = clock.now();
        const from = asked ?? now;
        const versions = await listObjectives(run);
        const before = versions.findLast((version) => version.id === id);
        if (!before)
          throw new Fault("not-found", `there is no objective ${id}; GET /v1/sla/objectives lists them`);
        const wrong = faultsOf(objective);
        if (from < startOfMinute(now))
          wrong.push("from: must not lie in the past: what was judged keeps the version that was in force");
        if (wrong.length > 0) throw new Fault("bad-request", wrong.join("; "));
        const made = { id, from, by: doer.by.name, objective };
        const version = await addObjective(run, made);
        const of = { kind: "objective", id };
        const after = { version, from, ...objective };
        const states = { before: before.objective, after };
        await writeAudit(run, { ...doer, deed: "objective.changed", of, ...states }, now);
        return { ...made, version };
      });
    },
    exclusions: async (scope) => (await said()).exclusions.filter(({ slice }) => knows(scope, slice)),
    async exclude(exclude, doer) {
      return changed(async (run) => {
        const at = clock.now();
        const versions = inForce(await listObjectives(run), at);
        const own = await listExclusions(run);
        const wrong = overlapOf(exclude, versions, own);
        if (wrong) throw new Fault("bad-request", wrong);
        const made = { ...exclude, by: doer.by.name, madeAt: at };
        const id = await addExclusion(run, made);
        const of = { kind: "exclusion", id: String(id) };
        await writeAudit(run, { ...doer, deed: "exclusion.made", of, after: exclude }, at);
        return { ...made, id, endedAt: null, endedBy: null, endedReason: null };
      });
    },
    async include(id, reason, doer) {
      await changed(async (run) => {
        const at = clock.now();
        const was = (await listExclusions(run)).find((each) => each.id === id);
        if (!was || !(await endExclusion(run, { id, at, by: doer.by.name, reason })))
          throw new Fault("not-found", `there is no exclusion ${id}, or it was ended before`);
        const of = { kind: "exclusion", id: String(id) };
        const { objective, slice, from, until } = was;
        const before = { objective, slice, from, until, reason: was.reason };
        await writeAudit(run, { ...doer, deed: "exclusion.ended", of, before, after: { reason } }, at);
      });
    },
    forget() {
      known = null;
    },
  };
}

async function readSaid(run: Run): Promise<Rules> {
  return { versions: await listObjectives(run), exclusions: await listExclusions(run) };
}

/** Whoever is limited is told of no other bank, province or agency. */
const knows = ({ banks, provinces, agencies }: Scope, { by, of }: Exclusion["slice"]) => {
  const limit = by === "bank" ? banks : by === "province" ? provinces : by === "agency" ? agencies : null;
  return limit === null || of === null || limit.includes(of);
};
