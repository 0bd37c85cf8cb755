/** The export of the objectives is what the schemas of OpenSLO v1 (schemas/v1 of the specification) take, and says what they say. */
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ZONE } from "#calendar/days.ts";
import type { ObjectiveVersion } from "#wire/sla.ts";
import { askOf } from "../ask.ts";
import { type Program, startProgram } from "../program.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.close());
const ask = askOf(() => program);

const closed = { additionalProperties: false };
const Name = Type.String({ maxLength: 255, pattern: "^[a-z0-9][a-z0-9.|/\\\\-]*[a-z0-9]*$" });
const Label = Type.String({ maxLength: 63, pattern: "^[a-zA-Z0-9][a-zA-Z0-9._-]*$" });
const Shown = Type.String({ minLength: 1 });
const Source = Type.Object(
  {
    metricSource: Type.Object(
      { type: Type.String(), spec: Type.Record(Type.String(), Type.String()) },
      closed,
    ),
  },
  closed,
);
const counted = { counter: Type.Literal(false), total: Source };
/** What an annotation or a label may be, and how long, the specification narrows far more than YAML does. */
const DOCUMENT = Type.Object(
  {
    apiVersion: Type.Literal("openslo/v1"),
    kind: Type.Literal("SLO"),
    metadata: Type.Object(
      {
        name: Name,
        displayName: Shown,
        labels: Type.Record(Type.String(), Type.Union([Label, Type.Array(Label)])),
      },
      closed,
    ),
    spec: Type.Object(
      {
        description: Type.String({ maxLength: 1_050 }),
        service: Name,
        indicator: Type.Object(
          {
            metadata: Type.Object({ name: Name, displayName: Shown }, closed),
            spec: Type.Object(
              {
                // Good or bad, never both.
                ratioMetric: Type.Union([
                  Type.Object({ ...counted, good: Source }, closed),
                  Type.Object({ ...counted, bad: Source }, closed),
                ]),
              },
              closed,
            ),
          },
          closed,
        ),
        timeWindow: Type.Tuple([
          Type.Union([
            Type.Object(
              { duration: Type.String({ pattern: "^[1-9][0-9]*[mhdwMQY]$" }), isRolling: Type.Literal(true) },
              closed,
            ),
            Type.Object(
              {
                duration: Type.String({ pattern: "^[1-9][0-9]*[dwMQY]$" }),
                isRolling: Type.Literal(false),
                calendar: Type.Object(
                  {
                    startTime: Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}$" }),
                    timeZone: Type.String({ pattern: "^[A-Z][a-zA-Z_]+/[A-Z][a-zA-Z_]+$" }),
                  },
                  closed,
                ),
              },
              closed,
            ),
          ]),
        ]),
        budgetingMethod: Type.Literal("Occurrences"),
        objectives: Type.Tuple([
          Type.Object(
            { displayName: Shown, target: Type.Number({ minimum: 0, exclusiveMaximum: 1 }) },
            closed,
          ),
        ]),
      },
      closed,
    ),
  },
  closed,
);

const faults = (document: unknown) =>
  [...Value.Errors(DOCUMENT, document)].map(({ path, message }) => `${path}: ${message}`);
async function documents() {
  const response = await fetch(`${program.url}/v1/sla/openslo`);
  expect(response.headers.get("content-type")).toContain("application/yaml");
  const all = (await response.text())
    .split(/^---$/m)
    .filter((text) => text.trim() !== "")
    .map((text) => JSON.parse(text));
  for (const each of all) expect(faults(each), each.metadata.name).toEqual([]);
  return all;
}
/** What a document promises, in one line. */
function said({ metadata, spec }: Awaited<ReturnType<typeof documents>>[number]) {
  const [{ duration, isRolling, calendar }] = spec.timeWindow;
  const { good, bad, total } = spec.indicator.spec.ratioMetric;
  const { metric, count } = (good ?? bad).metricSource.spec;
  return [
    metadata.name,
    metadata.labels.version,
    spec.objectives[0].target,
    isRolling ? duration : `${duration} from ${calendar.startTime} ${calendar.timeZone}`,
    `${good ? "good" : "bad"} ${metric} ${count} of ${total.metricSource.spec.count}`,
  ];
}
const FROM = `from 2024-01-01 00:00:00 ${ZONE}`;

it("has a document for each that is shipped, but for freshness, whose target is all", async () => {
  const all = await documents();
  expect(all.map(said).sort()).toEqual([
    ["calls-20s", "1", 0.8, `1d ${FROM}`, "good calls.service_level numerator of denominator"],
    ["calls-abandoned", "1", 0.95, `1d ${FROM}`, "bad calls.abandon_rate numerator of denominator"],
    ["complaint-72h", "1", 0.8, "43200m", "good reports.complaint_72h_share numerator of denominator"],
    ["freeze-15m", "1", 0.8, `1d ${FROM}`, "good freezes.sla_15m numerator of denominator"],
    ["freeze-60m", "2", 0.95, `1d ${FROM}`, "good freezes.sla_60m numerator of denominator"],
    ["release-4h", "2", 0.8, "43200m", "good freezes.release_4h_share numerator of denominator"],
  ]);
  expect(all.find(({ metadata }) => metadata.name === "freeze-60m")).toMatchObject({
    metadata: { displayName: "Frozen within 60 min", labels: { by: ["all", "bank"], formula: "victim-60m" } },
    spec: { description: expect.stringMatching(/^ระงับได้ใน 60 นาที: ./) },
  });
});

it("has each kind of window", async () => {
  const { objectives } = await ask<{ objectives: { id: string; versions: ObjectiveVersion[] }[] }>(
    "GET",
    "/v1/sla/objectives",
  );
  const windows = {
    "freeze-15m": { kind: "week" },
    "freeze-60m": { kind: "month" },
    "complaint-72h": { kind: "rolling", minutes: 90 },
  };
  for (const [id, window] of Object.entries(windows)) {
    const { objective } = objectives.find((each) => each.id === id)!.versions.at(-1)!;
    const changed = { ...objective, window, target: { p: 2, q: 3 }, watch: null, burn: [] };
    await ask("PUT", `/v1/sla/objectives/${id}`, changed);
  }
  const all = (await documents()).map(said).filter(([name]) => String(name) in windows);
  expect(all.map(([name, version, target, window]) => [name, version, target, window]).sort()).toEqual([
    ["complaint-72h", "2", 2 / 3, "90m"],
    ["freeze-15m", "2", 2 / 3, `1w ${FROM}`],
    ["freeze-60m", "3", 2 / 3, `1M ${FROM}`],
  ]);
});
