/** A report is told to be ours, and its figures to be as they were, by whoever has it and the key at our address. */
import { createHash, createPublicKey, verify } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Checked, Signed } from "#wire/reports.ts";
import { asNobody } from "../credentials.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";
import { NOW, tellFortnight } from "./centre.ts";

let clock: HandClock;
let program: Program;
let signed: Signed;
let pem = "";
beforeAll(async () => {
  clock = handClock(NOW);
  program = await startProgram({ clock });
  await tellFortnight(program);
  const answer = await fetch(`${program.url}/v1/reports`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind: "weekly", from: "2026-11-16" }),
  });
  signed = (await answer.json()) as Signed;
  pem = await (await asNobody(`${program.url}/v1/reports/key`)).text();
});
afterAll(() => program.close());

/** The same JSON as RFC 8785 writes it, in another way than the product does. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, ordered(value[name as keyof typeof value])]));
}
const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(ordered(value)));
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const isOurs = (bytes: Buffer) =>
  verify(null, bytes, createPublicKey(pem), Buffer.from(signed.signature, "base64"));

it("is genuine by the key at the address, and no more when one figure of it is another", () => {
  const bytes = bytesOf(signed.document);
  expect(sha256(bytes)).toBe(signed.hash);
  expect(isOurs(bytes)).toBe(true);
  const changed = structuredClone(signed.document);
  const figure = changed.figures.find(({ value }) => typeof value === "number" && value > 0)!;
  figure.value = Number(figure.value) + 1;
  expect(isOurs(bytesOf(changed))).toBe(false);
});

it("has a hash of each figure", () => {
  const { figures } = signed.document;
  expect(figures.length).toBeGreaterThan(100);
  for (const { hash, ...figure } of figures) expect(sha256(bytesOf(figure)), figure.metric).toBe(hash);
});

const post = async <T>(path: string, body: object) =>
  (await (
    await fetch(`${program.url}/v1/reports${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    })
  ).json()) as T;

it.each(["value", "state", "numerator"] as const)(
  "one figure with another %s has another hash, and the check names it alone",
  async (part) => {
    const file = structuredClone(signed);
    const figure = file.document.figures.find((each) => each.metric === "freezes.sla_60m")!;
    const { hash, ...before } = figure;
    Object.assign(figure, { [part]: { value: 0.5, state: "provisional", numerator: 3 }[part] });
    const { hash: _, ...after } = figure;
    expect(sha256(bytesOf(before))).toBe(hash);
    expect(sha256(bytesOf(after))).not.toBe(hash);
    const found = await post<Checked>("/check", { file });
    expect(found).toMatchObject({ signature: "wrong", isKept: false });
    // A state says nothing of the figure now: that it was changed shows in the signature.
    const { metric, slice, from, until } = figure;
    expect(found.differing).toEqual(
      part === "state" ? [] : [expect.objectContaining({ metric, slice, from, until })],
    );
  },
);

it("what comes late changes the hashes of the figures that it moves, and no others", async () => {
  const at = Date.parse("2026-11-18T10:00:00+07:00");
  await program.tell(event("call.offered", at, { callId: "late", queue: "consult" }));
  await clock.turn(1_000);
  const { differing } = await post<Checked>("/check", { id: signed.document.id });
  const again = await post<Signed>(`/${signed.document.id}/editions`, {});
  const hashes = (of: Signed) =>
    new Map(
      of.document.figures.map(({ metric, slice, from, until, judged, hash }) => [
        JSON.stringify(ordered({ metric, slice, from, until, judged })),
        hash,
      ]),
    );
  const [before, after] = [hashes(signed), hashes(again)];
  const moved = [...before].filter(([key, hash]) => after.has(key) && after.get(key) !== hash);
  expect(moved.length).toBeGreaterThan(0);
  expect(moved.length).toBeLessThan(before.size / 2);
  const keys = differing.map(({ metric, slice, from, until, judged }) =>
    JSON.stringify(ordered({ metric, slice, from, until, judged })),
  );
  expect(moved.map(([key]) => key).sort()).toEqual(keys.filter((key) => after.has(key)).sort());
});
