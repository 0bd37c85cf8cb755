import { startOfMinute } from "#calendar/days.ts";
import { EVERYTHING } from "#wire/access.ts";
import type { Reading } from "#wire/figures.ts";
import type { Warning } from "#wire/sceneParts.ts";
import type { ScreensAnswer } from "#wire/screens.ts";
import type { Look, SenderLamp } from "../alerts/findings.ts";
import type { Figures } from "../figures/figures.ts";
import { aboveOf } from "../figures/metric.ts";
import { METRICS } from "../figures/registry.ts";
import { openJudging } from "../sla/all.ts";
import { deadlines, nextDue } from "../sla/deadlines.ts";
import { inForce } from "../sla/inForce.ts";
import { openMissed } from "../sla/missed.ts";
import type { Expected } from "../sla/plan.ts";
import type { Sla } from "../sla/sla.ts";
import { openVictims } from "../sla/victims.ts";
import type { Run } from "../store/store.ts";

/** Looks at all that alerts are about, in one reading: what is promised, what is due, sources, screens and the system. */
export function openLook(needs: {
  figures: Figures;
  sla: Sla;
  expectedOf: (reading: Reading) => Promise<Expected>;
  codes: readonly { kind: string; code: string }[];
  lampsOf: (run: Run) => Promise<SenderLamp[]>;
  allScreens: () => Promise<ScreensAnswer>;
  warnings: () => Warning[];
}): () => Promise<Look> {
  const { figures, sla, expectedOf, codes, lampsOf, allScreens, warnings } = needs;
  const judge = openJudging();
  /** It stands on hours that are over: what is told of them late counts a minute later at most. */
  let forecast: { minute: number; expected: Promise<Expected> } | null = null;
  function expected(reading: Reading): Promise<Expected> {
    const minute = startOfMinute(reading.now);
    if (forecast?.minute === minute) return forecast.expected;
    const made = { minute, expected: expectedOf(reading) };
    forecast = made;
    made.expected.catch(() => {
      if (forecast === made) forecast = null;
    });
    return made.expected;
  }
  const victimsOf = openVictims();
  const missedFrom = openMissed((metric) => aboveOf(METRICS.get(metric)!));
  const codesOf = (wanted: string) => codes.filter(({ kind }) => kind === wanted).map(({ code }) => code);
  const [banks, agencies] = [codesOf("bank"), codesOf("agency")];
  return async () => {
    const [{ screens }, rules] = [await allScreens(), await sla.rules()];
    return figures.read(EVERYTHING, { class: "live" }, async (reading) => {
      const { now } = reading;
      const lamps = await lampsOf(reading.run);
      const [verdicts, due, dueAt] = await Promise.all([
        judge(rules, reading, now, lamps, () => expected(reading)),
        deadlines(reading.run, now),
        nextDue(reading.run, now),
      ]);
      const { versions } = rules;
      const { freezes, missedOf } = await missedFrom(reading.run, versions, verdicts, now);
      const late = due.filter(({ kind, why }) => kind === "freeze" && why !== "at-risk");
      const whose = [...late.map(({ id, startedAt }) => ({ id, since: startedAt })), ...freezes];
      const victims = await victimsOf(reading.run, whose, now);
      return {
        now,
        verdicts,
        metrics: new Map(inForce(versions, now).map(({ id, objective }) => [id, objective.metric])),
        missedOf: missedOf(victims),
        deadlines: due,
        victims,
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
