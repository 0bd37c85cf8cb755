import { EVERYTHING } from "#wire/access.ts";
import type { SourceLamp, Warning } from "#wire/sceneParts.ts";
import type { ScreensAnswer } from "#wire/screens.ts";
import type { Look } from "./alerts/findings.ts";
import type { Figures } from "./figures/figures.ts";
import { openJudging } from "./sla/all.ts";
import { deadlines, nextDue } from "./sla/deadlines.ts";
import type { Sla } from "./sla/sla.ts";
import { openVictims } from "./sla/victims.ts";
import type { Run } from "./store/store.ts";

/** Looks at all that alerts are about, in one reading: what is promised, what is due, sources, screens and the system. */
export function openLook(needs: {
  figures: Figures;
  sla: Sla;
  codes: readonly { kind: string; code: string }[];
  lampsOf: (run: Run) => Promise<SourceLamp[]>;
  allScreens: () => Promise<ScreensAnswer>;
  warnings: () => Warning[];
}): () => Promise<Look> {
  const { figures, sla, codes, lampsOf, allScreens, warnings } = needs;
  const judge = openJudging();
  const victimsOf = openVictims();
  const codesOf = (wanted: string) => codes.filter(({ kind }) => kind === wanted).map(({ code }) => code);
  const [banks, agencies] = [codesOf("bank"), codesOf("agency")];
  return async () => {
    const [{ screens }, rules] = [await allScreens(), await sla.rules()];
    return figures.read(EVERYTHING, { class: "live" }, async (reading) => {
      const { now } = reading;
      const lamps = await lampsOf(reading.run);
      const [verdicts, due, dueAt] = await Promise.all([
        judge(rules, reading, now, lamps),
        deadlines(reading.run, now),
        nextDue(reading.run, now),
      ]);
      return {
        now,
        verdicts,
        deadlines: due,
        victims: await victimsOf(reading.run, due, now),
        dueAt,
        lamps,
        banks,
        agencies,
        warnings: warnings(),
        screens: screens.map(({ name, connected, frozen, connections }) => ({
          name,
          isConnected: connected,
          isFrozen: frozen,
          isFailing: connections.some(({ failures }) => failures.length > 0),
        })),
      };
    });
  };
}
