import type { Scenery, SourceLamp } from "#wire/live.ts";
import { type Asking, askTable, type Code } from "./asking.ts";
import { composeBase } from "./base.ts";

const REPORTS = ["reports.filed", "reports.loss_satang"] as const;
/** Where the money went: of what was asked for at each hop, what was held, had moved on, and waits. */
const MONEY = [
  "freezes.requested_satang",
  "freezes.confirmed_satang",
  "freezes.moved_satang",
  "freezes.waiting_satang",
] as const;
const HOPS = [
  "freezes.requested",
  ...MONEY,
  "freezes.freeze_seconds",
  "freezes.confirmed",
  "freezes.open",
] as const;

/** The losses: who is hit by what and where, and the day's money from hop to hop. */
export async function composeLosses(
  asking: Asking,
  sources: SourceLamp[],
  codes: readonly Code[],
): Promise<Scenery> {
  const today = [...REPORTS, ...MONEY, "freezes.held_share_of_requested"];
  const [{ scenery }, scamTypes, provinces, channels, hops] = await Promise.all([
    composeBase(asking, sources, today),
    askTable(asking, REPORTS, "scamType", codes),
    askTable(asking, REPORTS, "province", codes),
    askTable(asking, REPORTS, "channel", codes),
    askTable(asking, HOPS, "hop", codes),
  ]);
  return { ...scenery, tables: { scamTypes, provinces, channels, hops } };
}
