import type { Look } from "../parts/look.ts";
import type { ScreenState } from "./state.ts";

/** The mark of each state of a screen. */
export const LOOKS: Record<ScreenState, Look> = {
  frozen: "broken",
  failing: "watch",
  well: "good",
  gone: "no-data",
};
