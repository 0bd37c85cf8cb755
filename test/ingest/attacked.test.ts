/** Who may speak for some banks or agencies only can change no figure of another's. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../../backend/store/store.ts";
import { openCentre } from "../rebuild/centre.ts";
import { attacked, OWNED } from "./parties.ts";
import { sendAll, stored, wanted } from "./saying.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
let store: Store;
beforeAll(async () => {
  store = await openCentre(folder);
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

describe(`who may not speak for it (SEED=${SEED})`, () => {
  it("changes no figure, whatever it says, first or last, with whatever revision", async () => {
    const all = attacked(SEED, 250);
    const { received } = await sendAll(store, all, SEED);
    const attacks = received.filter(({ said }) => said.isAttack);
    for (const kind of OWNED) expect(attacks.some(({ said }) => said.kind === kind)).toBe(true);
    const rightly = received.filter(({ said }) => !said.isAttack);
    // What is rightful is taken, whatever came before it.
    expect(rightly).toHaveLength(all.filter(({ isAttack }) => !isAttack).length);
    for (const kind of OWNED) {
      const figures = wanted(kind, rightly);
      expect(figures.length).toBeGreaterThan(10);
      expect(await stored(store, kind, null)).toEqual(figures);
    }
  }, 240_000);
});
