import type { Block, Section } from "#wire/reports.ts";
import { objectivesBlock, targetsBlock } from "./judging.ts";
import { growth } from "./pattern.ts";
import { bars, type Found, type Making, metricsTable, sliceTable } from "./tables.ts";

const KEY = [
  ...["calls.offered", "calls.service_level", "calls.abandon_rate", "reports.filed", "reports.loss_satang"],
  ...["freezes.requested", "freezes.sla_60m", "freezes.p50_minutes", "freezes.requested_satang"],
  ...["freezes.confirmed_satang", "freezes.held_share_of_requested"],
];
const CALLS = [
  ...["calls.offered", "calls.answered", "calls.abandoned", "calls.service_level", "calls.abandon_rate"],
  "calls.asa_seconds",
];
const FREEZES = [
  ...["freezes.requested", "freezes.sla_60m", "freezes.answered_share_60m", "freezes.p50_minutes"],
  ...["freezes.requested_satang", "freezes.confirmed_satang", "freezes.held_share_of_requested"],
];
const TRAIL = [
  ...["freezes.requested", "freezes.requested_satang", "freezes.confirmed_satang", "freezes.moved_satang"],
  ...["freezes.cashed_out_satang", "freezes.untraced_satang"],
];
const CASES = ["reports.filed", "reports.loss_satang"];
const REFUNDS = ["refunds.paid", "refunds.paid_satang"];

export type Asking = (making: Making) => Promise<Found<Block[]>>;

/**
 * What each section consists of, in the order of the document. Quality and definitions follow from the others. All that a
 * document needs is asked for before the first of it is answered: then it is read together.
 */
export const SECTION_PARTS: ReadonlyMap<Section, Asking> = new Map<Section, Asking>([
  ["key", (making) => blocks(metricsTable(making, KEY))],
  ["objectives", (making) => blocks(objectives(making))],
  ["targets", (making) => blocks(targets(making))],
  ["calls", (making) => blocks(bars(making, "calls.offered"), sliceTable(making, CALLS, "queue"))],
  // A public edition names no bank.
  [
    "freezes",
    (making) =>
      blocks(
        bars(making, "freezes.requested"),
        making.isPublic ? metricsTable(making, FREEZES) : sliceTable(making, FREEZES, "bank"),
      ),
  ],
  ["trail", (making) => blocks(sliceTable(making, TRAIL, "hop"))],
  [
    "pattern",
    (making) =>
      blocks(
        bars(making, "reports.filed"),
        growth(making),
        sliceTable(making, CASES, "scamType"),
        sliceTable(making, CASES, "channel"),
      ),
  ],
  ["provinces", (making) => blocks(sliceTable(making, CASES, "province"))],
  [
    "refunds",
    (making) => blocks(making.isPublic ? metricsTable(making, REFUNDS) : sliceTable(making, REFUNDS, "bank")),
  ],
  ["quality", () => blocks()],
  ["definitions", () => blocks()],
]);

async function objectives({ judged, period }: Making): Promise<Found<Block>> {
  const found = await judged;
  return (book) => objectivesBlock(found, book, period);
}

async function targets({ judged }: Making): Promise<Found<Block>> {
  const found = await judged;
  return (book) => targetsBlock(found, book);
}

/** Blocks that are asked for at once and written in their order. */
async function blocks(...asked: readonly Promise<Found<Block>>[]): Promise<Found<Block[]>> {
  const found = await Promise.all(asked);
  return (book) => found.map((write) => write(book));
}
