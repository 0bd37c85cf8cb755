import { MINUTE } from "#calendar/units.ts";
import type { Role } from "#wire/access.ts";
import type { Deed } from "#wire/deeds.ts";
import type { Doer } from "../audit/write.ts";
import { Fault } from "../kit/fault.ts";
import type { Run } from "../store/store.ts";
import type { Audited } from "./audited.ts";
import { acknowledge, closeByHand, giveBack } from "./byHand.ts";
import type { Decision } from "./episode.ts";
import { addTransitions, type Kept, lockEpisode, moveEpisodes } from "./episodeQueries.ts";
import { type Known, tellEnd } from "./judge.ts";
import { addMessages, revive, supersede } from "./outbox/messageQueries.ts";

export interface TakingDeeds {
  /** Its chain stops at once. Throws `not-found`, and `bad-request` when it is over. */
  acknowledge(
    id: number,
    by: { note: string | null; minutes: number; role: Role | null },
    doer: Doer,
  ): Promise<void>;
  /** Its chain goes on, and what was not sent because somebody had it is sent. Throws likewise. */
  giveBack(id: number, doer: Doer): Promise<void>;
  close(id: number, note: string | null, doer: Doer): Promise<void>;
}

/** What a person does with an alert that is open. */
export function takingDeeds(deed: Audited, knownIn: (run: Run, now: number) => Promise<Known>): TakingDeeds {
  /** Changes an open episode as a person said. */
  async function take(
    id: number,
    what: Deed,
    doer: Doer,
    decide: (was: Kept, now: number) => Decision,
  ): Promise<void> {
    await deed(doer, what, { kind: "alert", id: String(id) }, async (run, now) => {
      const was = await lockEpisode(run, id);
      if (!was) throw noEpisode(id);
      if (was.state === "resolved" || was.state === "pending")
        throw new Fault("bad-request", `alert ${id} is ${was.state}: there is nothing to take`);
      const { next, reason } = decide(was, now);
      await moveEpisodes(run, [{ was, next: next! }]);
      const { seq, state } = next!;
      await addTransitions(run, [
        { episode: id, seq, at: now, from: was.state, to: state, reason, by: doer.by.name, finding: null },
      ]);
      if (state === "resolved")
        await addMessages(run, await tellEnd(run, [{ ...next!, id }], await knownIn(run, now), now));
      // Nobody is told of it any more but of its end.
      else if (state === "acknowledged")
        await supersede(run, [id], ["firing", "reminder"], "acknowledged-first", now);
      else await revive(run, id, now);
      const said = ({ state: is, owner, note }: typeof was) => ({ state: is, owner, note });
      return { before: said(was), after: said({ ...next!, id }), gives: undefined };
    });
  }

  return {
    acknowledge: (id, { note, minutes, role }, doer) =>
      take(id, "alert.acknowledged", doer, (was, now) =>
        acknowledge(was, { owner: doer.by.name, ownerRole: role, note, until: now + minutes * MINUTE }),
      ),
    giveBack: (id, doer) =>
      take(id, "alert.returned", doer, (was, now) => {
        if (was.state !== "acknowledged") throw new Fault("bad-request", `nobody has alert ${id}`);
        return giveBack(was, now);
      }),
    close: (id, note, doer) =>
      take(id, "alert.closed", doer, (was, now) => closeByHand(was, { owner: doer.by.name, note }, now)),
  };
}

export const noEpisode = (id: number) =>
  new Fault("not-found", `there is no alert ${id}; GET /v1/alerts lists them`);
