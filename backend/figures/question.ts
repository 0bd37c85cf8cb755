import { readDate, startOf } from "#calendar/days.ts";
import type { Question, Step } from "#wire/figures.ts";
import { Fault } from "../kit/fault.ts";
import { CELLS } from "../store/cells.ts";

const STEPS: readonly string[] = ["minute", "hour", "day", "total"];
const NAMES = new Set(Object.values(CELLS).flatMap(({ dimensions }) => Object.keys(dimensions)));
const KNOWN = new Set(["metric", "from", "to", "step", "by", "asOf", ...NAMES]);

/** Reads `GET /v1/figures`. Throws `bad-query` with a sentence. */
export function readQuestion(query: Record<string, unknown>): Question & { asOf: number | null } {
  const text = (name: string): string | undefined => {
    const value = query[name];
    if (Array.isArray(value))
      throw new Fault("bad-query", `${name}: stands more than once; separate values by commas`);
    if (String(value).includes("\0")) throw new Fault("bad-query", `${name}: has a NUL`);
    return value === undefined || value === "" ? undefined : String(value);
  };
  const list = (name: string) => text(name)?.split(",").filter(Boolean);
  for (const name of Object.keys(query))
    if (!KNOWN.has(name))
      throw new Fault("bad-query", `${name}: is not known; known are ${[...KNOWN].join(", ")}`);

  const metrics = list("metric");
  if (!metrics?.length) throw new Fault("bad-query", "metric: is missing; GET /v1/metrics lists them");
  const step = text("step") ?? "total";
  if (!STEPS.includes(step))
    throw new Fault("bad-query", `step: must be one of ${STEPS.join(", ")}, not ${step}`);
  const only: Record<string, string[]> = {};
  for (const name of NAMES) {
    const values = list(name);
    if (values) only[name] = values;
  }
  if (only.hop?.some((hop) => !/^\d{1,4}$/.test(hop)))
    throw new Fault("bad-query", "hop: must be whole numbers");
  const asOf = text("asOf");
  return {
    metrics: [...new Set(metrics)],
    from: readMoment("from", text("from")),
    until: readMoment("to", text("to")),
    step: step as Step,
    by: [...new Set(list("by") ?? [])],
    only,
    asOf: asOf === undefined ? null : readMoment("asOf", asOf),
  };
}

/** A day (from 00:00 in Bangkok), or a date and time with an offset. A `+` that the URL made a space is mended. */
function readMoment(name: string, text: string | undefined): number {
  if (text === undefined) throw new Fault("bad-query", `${name}: is missing`);
  const mended = text.replace(/ (\d\d:\d\d)$/, "+$1");
  const isTime = /^.{10}T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(mended);
  // By readDate, because Date.parse makes 2 March of 30 February.
  const day = readDate(isTime ? mended.slice(0, 10) : mended);
  const at = day === null ? Number.NaN : isTime ? Date.parse(mended) : startOf(day);
  if (Number.isNaN(at) || Math.abs(at) > 4e12)
    throw new Fault(
      "bad-query",
      `${name}: must be a day (2026-11-21) or a time with an offset (2026-11-21T14:05:00+07:00), not ${text.slice(0, 60)}`,
    );
  return at;
}
