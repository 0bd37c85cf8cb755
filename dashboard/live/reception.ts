import { type Beat, CHART_MINUTES, type Frame, type Scene, type Scenery, type Snapshot } from "#wire/live.ts";
import { applyBeat, applyFrame } from "./apply.ts";

/** `waiting`: nothing has ever come. `lost`: what is shown was true at `heardAt` and may not be any more. */
export type Link = "waiting" | "live" | "lost";

/** All that a screen has of the server. */
export interface Reception {
  link: Link;
  /** Whose frames these are and which was the last one applied: what `join` tells the server. */
  epoch: string | null;
  seq: number;
  /** The server's clock at its last word. */
  heardAt: number | null;
  scene: Scene;
  scenery: Scenery | null;
}

export const NOTHING: Reception = {
  link: "waiting",
  epoch: null,
  seq: 0,
  heardAt: null,
  scene: "overview",
  scenery: null,
};

/** A snapshot is the whole: nothing of what was there before stays. */
export function fromSnapshot({ epoch, seq, at, scene, scenery }: Snapshot): Reception {
  return { link: "live", epoch, seq, heardAt: at, scene, scenery };
}

/** A frame of another epoch is not ours, and one that is not newer has been applied already: both change nothing. */
export function withFrame(reception: Reception, { epoch, seq, at, changes }: Frame): Reception {
  if (!reception.scenery || epoch !== reception.epoch || seq <= reception.seq) return reception;
  const scenery = applyFrame(reception.scenery, changes, CHART_MINUTES[reception.scene]);
  return { ...reception, link: "live", seq, heardAt: at, scenery };
}

/** A beat ends a loss only if nothing was missed: until the missed frames are here, old figures stay marked as old. */
export function withBeat(reception: Reception, beat: Beat): Reception {
  if (!reception.scenery || beat.epoch !== reception.epoch) return reception;
  if (reception.link === "lost" && beat.seq !== reception.seq) return reception;
  return { ...reception, link: "live", heardAt: beat.at, scenery: applyBeat(reception.scenery, beat) };
}

/** Before the first snapshot there is nothing to lose. */
export function withSilence(reception: Reception): Reception {
  return reception.link === "live" ? { ...reception, link: "lost" } : reception;
}

/** Does this beat speak of frames that this screen does not have? */
export function isBehind(reception: Reception, beat: Beat): boolean {
  return beat.epoch !== reception.epoch || beat.seq > reception.seq;
}
