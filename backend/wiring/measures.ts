import type { Holidays } from "#calendar/holidays.ts";
import { openFigures } from "../figures/figures.ts";
import { openSla } from "../sla/sla.ts";
import { openForecasts } from "../targets/forecasts.ts";
import { openTargets } from "../targets/targets.ts";
import type { Opening } from "./opening.ts";
import type { Parties } from "./parties.ts";
import type { Storage } from "./storage.ts";

/** Opens the figures, and what they are measured by: objectives, targets and forecasts. */
export function openMeasures(
  { clock, onClose }: Opening,
  { store, others, isRebuildDue, codes }: Storage & Parties,
  holidays: Holidays,
) {
  const figures = openFigures({ store, clock, isRebuildDue });
  const sla = openSla({ store, clock, onChanged: () => others.send({ objectives: true }) });
  const isHoliday = (day: number) => holidays.isHoliday(day) ?? false;
  const onAimed = () => others.send({ targets: true });
  const targets = openTargets({ store, clock, codes, isHoliday, onChanged: onAimed });
  const forecasts = openForecasts({ figures, clock, isHoliday });
  onClose(forecasts.close);
  return { figures, sla, isHoliday, targets, forecasts };
}

export type Measures = ReturnType<typeof openMeasures>;
