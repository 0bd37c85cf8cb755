import type { SourceLamp } from "#wire/sceneParts.ts";
import type { Scenery } from "#wire/scenery.ts";
import { type Asking, askTable, type Code, exact, toOpenFreeze } from "./asking.ts";
import { rank } from "./board.ts";
import { composeCommon } from "./common.ts";

const TODAY = ["freezes.p50_minutes", "freezes.due", "freezes.requested", "freezes.confirmed"] as const;
/** The median is of the confirmed ones, the share of those that are due. */
const BANKS = ["freezes.p50_minutes", "freezes.confirmed", "freezes.sla_60m", "freezes.due"] as const;
const SEATS = 9;
/** The board is chosen from these, nearest to their hour: far more than are ever open at once. */
const MOST_OPEN = 2_000;

/** The freezes: the countdown of the open ones, and the banks. */
export async function composeFreezes(
  asking: Asking,
  sources: Promise<SourceLamp[]>,
  codes: readonly Code[],
): Promise<Scenery<"freezes">> {
  const [{ common, unanswered, openSatang, judge }, banks] = await Promise.all([
    composeCommon(asking, sources, TODAY, { mostOpen: MOST_OPEN, by: ["bank"] }),
    askTable(asking, BANKS, "bank", codes),
  ]);
  const board = rank(unanswered, asking.now, judge).slice(0, SEATS);
  const onBoard = board.reduce((sum, { satang }) => sum + satang, 0n);
  return {
    ...common,
    tables: { banks },
    board: board.map((freeze) => toOpenFreeze(freeze, judge)),
    boardRest: { count: common.open - board.length, satang: exact(openSatang - onBoard) },
  };
}
