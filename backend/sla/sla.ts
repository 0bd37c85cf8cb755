import { startOfMinute } from "#calendar/days.ts";
import { DAY } from "#calendar/units.ts";
import type { Scope } from "#wire/access.ts";
import type { OfVersion } from "#wire/schema.ts";
import type { Exclusion, Objective, ObjectiveVersion } from "#wire/sla.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault, requireRoom, requireVersion } from "../kit/fault.ts";
import { remember } from "../kit/remember.ts";
import type { Run, Store } from "../store/store.ts";
import { requireRoomFor, saysSo } from "../store/versions.ts";
import type { Rules } from "./all.ts";
import { faultsOf, overlapOf } from "./faults.ts";
import { inForce } from "./inForce.ts";
import {
  addExclusion,
  addObjective,
  endExclusion,
  listExclusions,
  listObjectives,
  lockObjectives,
} from "./queries.ts";

/** What a person excludes. */
export type Exclude = Pick<Exclusion, "objective" | "slice" | "from" | "until" | "reason">;

export interface Sla {
  /**
   * The versions and exclusions in force, cached for a moment. Not to be called inside a reading, which holds the
   * connection.
   */
  rules(): Promise<Rules>;
  /**
   * A new version, in force from `from` on (null: from now on); the newest, if it says the same already. Throws
   * `bad-request`, `not-found`, `changed-meanwhile`.
   */
  change(
    id: string,
    changed: Objective & OfVersion,
    from: number | null,
    doer: Doer,
  ): Promise<ObjectiveVersion>;
  /** The exclusions within a scope, ended ones too. */
  exclusions(scope: Scope): Promise<Exclusion[]>;
  exclude(exclude: Exclude, doer: Doer): Promise<Exclusion>;
  /** Ends an exclusion. Throws `not-found`. */
  include(id: number, reason: string, doer: Doer): Promise<void>;
  /** Clears the cache after a change by another backend. */
  forget(): void;
}

/** Exclusions of one day: each bank has its own, and some objectives share an outage. */
const MOST_IN_A_DAY = 200;

/** Whether promises are kept: the one place where that is judged. */
export function openSla(deps: { store: Store; clock: Clock; onChanged: () => void }): Sla {
  const { store, clock } = deps;
  const { known, forget } = remember(clock, () => readRules(store.run));

  async function changed<T>(deed: (run: Run) => Promise<T>): Promise<T> {
    const done = await store.transaction(deed);
    forget();
    deps.onChanged();
    return done;
  }

  return {
    rules: known,
    async change(id, { version: of, ...objective }, asked, doer) {
      return changed(async (run) => {
        const now = clock.now();
        const from = asked ?? now;
        await lockObjectives(run);
        const all = await listObjectives(run);
        const versions = all.filter((version) => version.id === id);
        const before = versions.at(-1);
        if (!before)
          throw new Fault("not-found", `there is no objective ${id}; GET /v1/sla/objectives lists them`);
        const wrong = faultsOf(objective);
        if (from < startOfMinute(now))
          wrong.push("from: must not lie in the past: what was judged keeps the version that was in force");
        if (wrong.length > 0) throw new Fault("bad-request", wrong.join("; "));
        requireVersion(`the objective ${id}`, of, before.version);
        if (saysSo({ ...before, says: before.objective }, versions, { from, says: objective })) return before;
        const made = { id, from, by: doer.by.name, objective };
        requireRoomFor(made, all, now, "objectives");
        const version = await addObjective(run, made);
        const after = { version, from, ...objective };
        const states = { before: before.objective, after };
        await writeAudit(
          run,
          { ...doer, deed: "objective.changed", of: { kind: "objective", id }, ...states },
          now,
        );
        return { ...made, version };
      });
    },
    exclusions: async (scope) => (await known()).exclusions.filter(({ slice }) => knows(scope, slice)),
    async exclude(exclude, doer) {
      return changed(async (run) => {
        // Of two that overlap the later one is refused.
        await lockObjectives(run);
        const at = clock.now();
        const versions = inForce(await listObjectives(run), at);
        const own = await listExclusions(run);
        const lately = own.filter(({ madeAt }) => madeAt > at - DAY);
        requireRoom(lately.length, MOST_IN_A_DAY, "exclusions of one day", "make more tomorrow");
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
    forget,
  };
}

async function readRules(run: Run): Promise<Rules> {
  return { versions: await listObjectives(run), exclusions: await listExclusions(run) };
}

/** Leaves out the banks, provinces and agencies that the visitor may not know. */
const knows = ({ banks, provinces, agencies }: Scope, { by, of }: Exclusion["slice"]) => {
  const limit = by === "bank" ? banks : by === "province" ? provinces : by === "agency" ? agencies : null;
  return limit === null || of === null || limit.includes(of);
};
