import type { SourceLamp } from "#wire/sceneParts.ts";
import type { Scenery } from "#wire/scenery.ts";
import { type Asking, askTable, type Code } from "./asking.ts";
import { composeCommon } from "./common.ts";

const REPORTS = ["reports.filed", "reports.loss_satang"] as const;
/** Where the money went: of what was asked for at each hop, what was held and what else became of it. */
const MONEY = [
  "freezes.requested_satang",
  "freezes.confirmed_satang",
  "freezes.cashed_out_satang",
  "freezes.untraced_satang",
  "freezes.waiting_satang",
  "freezes.moved_satang",
] as const;
const LOST = ["freezes.seconds_lost"] as const;

/** The losses: who is hit by what and where, the day's money from hop to hop, and the time lost on its way. */
export async function composeLosses(
  asking: Asking,
  sources: Promise<SourceLamp[]>,
  codes: readonly Code[],
): Promise<Scenery<"losses">> {
  const today = [...REPORTS, ...MONEY, ...LOST, "freezes.held_share_of_requested"];
  const [{ common }, scamTypes, provinces, channels, hops, banks] = await Promise.all([
    composeCommon(asking, sources, today),
    askTable(asking, REPORTS, "scamType", codes),
    askTable(asking, REPORTS, "province", codes),
    askTable(asking, REPORTS, "channel", codes),
    askTable(asking, [...MONEY, ...LOST], "hop", codes),
    askTable(asking, LOST, "bank", codes),
  ]);
  return { ...common, tables: { scamTypes, provinces, channels, hops, banks } };
}
