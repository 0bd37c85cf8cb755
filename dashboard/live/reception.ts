import type { Beat, Frame, Snapshot } from "#wire/live.ts";
import { CHART_BARS, type Scene, type Scenery } from "#wire/scenery.ts";
import { applyBeat, applyFrame } from "./apply.ts";

/** `waiting`: nothing has come yet. `lost`: what is shown was true at `heardAt` and may be out of date. */
export type Link = "waiting" | "live" | "lost";

/** Everything that a screen has received. */
export interface Reception {
  link: Link;
  /** The epoch of the frames and the last one applied: `join` sends both. */
  epoch: string | null;
  seq: number;
  /** The server's clock at its last message. */
  heardAt: number | null;
  scene: Scene;
  scenery: Scenery | null;
  /** The banks that are not written as their code, by code. */
  banks: Snapshot["banks"];
}

export const NOTHING: Reception = {
  link: "waiting",
  epoch: null,
  seq: 0,
  heardAt: null,
  scene: "overview",
  scenery: null,
  banks: {},
};

/** A snapshot replaces everything. */
export function fromSnapshot({ epoch, seq, at, scene, scenery, banks }: Snapshot): Reception {
  return { link: "live", epoch, seq, heardAt: at, scene, scenery, banks };
}

/** Ignores a frame of another epoch, and one that has been applied already. */
export function withFrame(reception: Reception, { epoch, seq, at, changes }: Frame): Reception {
  if (!reception.scenery || epoch !== reception.epoch || seq <= reception.seq) return reception;
  const scenery = applyFrame(reception.scenery, changes, CHART_BARS[reception.scene]);
  return { ...reception, link: "live", seq, heardAt: at, scenery };
}

/** A beat ends `lost` only if no frame was missed: until the missed frames are here, figures stay marked as old. */
export function withBeat(reception: Reception, beat: Beat): Reception {
  if (!reception.scenery || beat.epoch !== reception.epoch) return reception;
  if (reception.link === "lost" && beat.seq !== reception.seq) return reception;
  return { ...reception, link: "live", heardAt: beat.at, scenery: applyBeat(reception.scenery, beat) };
}

/** Before the first snapshot there is nothing to lose. */
export function withSilence(reception: Reception): Reception {
  return reception.link === "live" ? { ...reception, link: "lost" } : reception;
}

/** Does the beat name a frame that this screen does not have? */
export function isBehind(reception: Reception, beat: Beat): boolean {
  return beat.epoch !== reception.epoch || beat.seq > reception.seq;
}
