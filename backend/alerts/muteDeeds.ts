import type { Mute, NewMute } from "#wire/alerts.ts";
import type { Doer } from "../audit/write.ts";
import { Fault } from "../kit/fault.ts";
import type { Run } from "../store/store.ts";
import type { Audited } from "./audited.ts";
import { addMute, endMute, listMutes } from "./muteQueries.ts";

export interface MuteDeeds {
  mutes(): Promise<Mute[]>;
  mute(mute: NewMute, doer: Doer): Promise<Mute>;
  /** Throws `not-found`. */
  endMute(id: number, doer: Doer): Promise<void>;
}

/** What is muted, and what people change of it. */
export function muteDeeds(deed: Audited, reading: () => { run: Run; now: number }): MuteDeeds {
  return {
    mutes() {
      const { run, now } = reading();
      return listMutes(run, now);
    },
    mute: (mute, doer) =>
      deed(doer, "alerts.muted", { kind: "mute", id: mute.rule ?? "all" }, async (run) => {
        const id = await addMute(run, mute, doer.by.name);
        return { after: mute, gives: { ...mute, id, by: doer.by.name } };
      }),
    async endMute(id, doer) {
      await deed(doer, "alerts.unmuted", { kind: "mute", id: String(id) }, async (run, at) => {
        const before = (await listMutes(run, at)).find((each) => each.id === id);
        if (!before || !(await endMute(run, id, at)))
          throw new Fault("not-found", `there is no mute ${id}, or it is over`);
        return { before, gives: undefined };
      });
    },
  };
}
