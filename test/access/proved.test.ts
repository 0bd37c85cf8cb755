/** Where the server may want a proof, no page calls without asking for one: a refusal would lose what was begun. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { idOf, ROUTES } from "../routes.ts";

const DANGEROUS = ROUTES.filter(({ needsProof }) => needsProof).map(idOf);

/**
 * The calls of dangerous deeds in a text: `isDeferred` tells those that stand in a function which is given away, so that
 * they can be made again after the proof.
 */
function callsIn(text: string) {
  return [...text.matchAll(/call\("([A-Z]+ [^"]+)"/g)]
    .filter(([, name]) => DANGEROUS.includes(name!))
    .map(({ index, 1: name }) => ({ name: name!, isDeferred: /(?:=>|\?|:)\s*$/.test(text.slice(0, index)) }));
}

const dashboard = join(root, "dashboard");
const files = readdirSync(dashboard, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.(svelte|ts)$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(dashboard, file), "utf8") }));

it("every page calls the dangerous deeds so that it asks for the proof and goes on", () => {
  const calls = files.flatMap(({ file, text }) =>
    callsIn(text).map((each) => ({ ...each, file, asks: text.includes(".proved(") })),
  );
  expect(calls.filter(({ isDeferred, asks }) => !isDeferred || !asks)).toEqual([]);
  const called = new Set(calls.map(({ name }) => name));
  expect(DANGEROUS.filter((name) => !called.has(name))).toEqual([]);
});

it("would find a call that does not", () => {
  const text = `const outcome = await call("POST /v1/me/totp"); await this.#settle(call("PUT /v1/me/password", {}));`;
  expect(callsIn(text).map(({ isDeferred }) => isDeferred)).toEqual([false, false]);
  expect(callsIn(`proved(() => call("POST /v1/me/totp"))`)).toEqual([
    { name: "POST /v1/me/totp", isDeferred: true },
  ]);
});
