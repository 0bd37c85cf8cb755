import type { FigureState } from "#wire/figures.ts";
import type { Look } from "../parts/look.ts";

export const LOOKS: Readonly<Record<FigureState, Look>> = {
  settled: "good",
  provisional: "watch",
  open: "pending",
  "no-data": "no-data",
};
