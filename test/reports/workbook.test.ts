/** What stands on the workbook's second and third sheet is what the registry says, and what the report was signed with. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Document, Signed } from "#wire/reports.ts";
import { asNobody } from "../credentials.ts";
import { handClock, type Program, startProgram } from "../program.ts";
import { NOW, tellFortnight } from "./centre.ts";
import { sheetsOf } from "./unzipped.ts";

interface Metric {
  id: string;
  unit: string;
  th: string;
  en: string;
  formula: string;
  formulaTh: string;
  formulaId?: string;
}

let program: Program;
let signed: Signed;
let metrics: Map<string, Metric>;
let key = "";
beforeAll(async () => {
  const clock = handClock(NOW);
  program = await startProgram({ clock });
  await tellFortnight(program);
  const answer = await fetch(`${program.url}/v1/reports`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind: "weekly", from: "2026-11-16" }),
  });
  signed = (await answer.json()) as Signed;
  const known = (await (await fetch(`${program.url}/v1/metrics`)).json()) as Metric[];
  metrics = new Map(known.map((metric) => [metric.id, metric]));
  key = await (await asNobody(`${program.url}/v1/reports/key`)).text();
});
afterAll(() => program.close());

const read = async (lang: "th" | "en") => {
  const path = `/v1/reports/${signed.document.id}/file?format=xlsx&lang=${lang}`;
  return sheetsOf(Buffer.from(await (await fetch(program.url + path)).arrayBuffer()));
};
/** As `registry` is made: over what each metric means, in the order of GET /v1/metrics, as RFC 8785 writes it. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, ordered(value[name as keyof typeof value])]));
}
const sha256 = (value: unknown) =>
  createHash("sha256")
    .update(JSON.stringify(ordered(value)))
    .digest("hex");

describe.each([
  { lang: "th", names: ["ตัวเลข", "นิยาม", "ที่มา"], formula: (metric: Metric) => metric.formulaTh },
  {
    lang: "en",
    names: ["Figures", "Definitions", "Provenance"],
    formula: (metric: Metric) => metric.formula,
  },
] as const)("a workbook in $lang", ({ lang, names, formula }) => {
  let sheets: Map<string, string[][]>;
  beforeAll(async () => {
    sheets = await read(lang);
  });
  it("has the definition of each figure that stands in it, as the registry has it", () => {
    expect([...sheets.keys()]).toEqual(names);
    const [head, ...rows] = sheets.get(names[0])!;
    const used = new Set(rows.map((row) => row[head!.indexOf("metric")]));
    expect(used.size).toBeGreaterThan(20);
    const [titles, ...definitions] = sheets.get(names[1])!;
    expect(titles!.map((title) => title !== "")).toEqual([true, true, true, true, true]);
    expect(definitions).toEqual(
      [...used].sort().map((id) => {
        const metric = metrics.get(id!)!;
        // As the report's fonts can draw it.
        const written = formula(metric).replaceAll("⌈", "ceil(").replaceAll("⌉", ")");
        return [id, metric[lang], written, metric.formulaId ?? "", metric.unit];
      }),
    );
  });
  it("has its moment, its hash, its signature with the key, and the registry's version", () => {
    const facts = new Map(sheets.get(names[2])!.map(([name = "", said = ""]) => [name, said]));
    const { document } = signed;
    expect(facts.get("asOf")).toBe(new Date(document.asOf).toISOString());
    expect(facts.get("id")).toBe(document.id);
    expect(facts.get("SHA-256")).toBe(sha256(document));
    expect(facts.get("Ed25519")).toBe(signed.signature);
    expect(key).toContain(facts.get("key")!);
    expect(facts.get("registry")).toBe(
      sha256(
        [...metrics.values()].map(({ id, unit, th, en, formula, formulaTh, ...more }) => {
          const { formulaId, good } = more as Metric & Pick<Document["definitions"][number], "good">;
          return {
            ...{ metric: id, unit, th, en, formula, formulaTh },
            ...(formulaId ? { formulaId } : {}),
            ...(good ? { good } : {}),
          };
        }),
      ),
    );
  });
});
