import type { Mute, NewMute } from "#wire/alerts.ts";
import type { Doer } from "../audit/write.ts";
import { Fault, requireRoom } from "../kit/fault.ts";
import type { Run } from "../store/store.ts";
import type { Audited } from "./audited.ts";
import { addMute, endMute, listMutes } from "./muteQueries.ts";

export interface MuteDeeds {
  mutes(): Promise<Mute[]>;
  mute(mute: NewMute, doer: Doer): Promise<Mute>;
  /** Throws `not-found`. */
  endMute(id: number, doer: Doer): Promise<void>;
}

/** Mutes that hold or will hold: each alert is compared with all of them. */
const MOST = 300;

/** Lists, makes and ends mutes. */
export function muteDeeds(deed: Audited, reading: () => { run: Run; now: number }): MuteDeeds {
  return {
    mutes() {
      const { run, now } = reading();
      return listMutes(run, now);
    },
    mute: (mute, doer) =>
      deed(doer, "alerts.muted", { kind: "mute", id: mute.rule ?? "all" }, async (run, at) => {
        requireRoom((await listMutes(run, at)).length, MOST, "mutes");
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
