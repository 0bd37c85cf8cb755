/** Who may take or keep what is another's: nobody, whatever comes first and with whatever revision. The threats, one by one. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import { type CloudEvent, TYPE_PREFIX } from "#wire/events.ts";
import { readEntities } from "../../backend/figures/behindQueries.ts";
import { narrow } from "../../backend/figures/narrow.ts";
import { listOrphans } from "../../backend/ingest/queries.ts";
import type { Store } from "../../backend/store/store.ts";
import { openCentre, openDoor } from "../rebuild/centre.ts";
import { type Owned, TEN } from "./parties.ts";

const COLUMNS: Readonly<Record<Owned, readonly string[]>> = {
  freezes: ["requested_satang", "confirmed_satang", "held_satang"],
  refunds: ["paid_satang"],
  reports: ["filed", "loss_satang", "voided", "duplicates", "closed"],
};
const NUMBERED = ["centre", "KBANK", "SCB", "ccib", "tcsd"];

const folder = mkdtempSync(join(tmpdir(), "war-room-"));
let store: Store;
let send: Awaited<ReturnType<typeof openDoor>>;
beforeAll(async () => {
  store = await openCentre(folder);
  send = await openDoor(store);
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/**
 * `KBANK requested!@-60 SCB`: KBANK's source says that it was requested, with the highest revision (else 0), 60 minutes
 * before ten (else as many after it as the word's place), for SCB (else for itself). The amount is the word's place.
 */
function read(kind: Owned, entity: string, text: string, place: number) {
  const [, party, deed, highest, minutes = `${place}`, owner = party] =
    /^(\w+) (\w+)(!?)(?:@(\S+))?(?: (\w+))?$/.exec(text)!;
  const revision = highest ? 1_000_000 : 0;
  const bank = { bank: owner, hop: 1 };
  const report = { reportId: entity, revision };
  const stated = {
    ...report,
    channel: "1441",
    agency: owner,
    scamType: "job",
    province: "TH-10",
    lossSatang: place,
  };
  const data: Record<string, object> = {
    requested: {
      freezeId: entity,
      reportId: "r",
      ...bank,
      amountSatang: place,
      accountToken: "t",
      revision,
    },
    confirmed: { freezeId: entity, ...bank, heldSatang: place, revision },
    paid: { refundId: entity, reportId: "r", bank: owner, amountSatang: place, revision },
    filed: stated,
    revised: stated,
    voided: { ...report, reason: "mistaken" },
    linked: { ...report, duplicateOf: "another" },
    advanced: { ...report, step: "closed" },
  };
  const event = {
    specversion: "1.0",
    id: `${place}`,
    source: "test",
    type: `${TYPE_PREFIX}${kind.slice(0, -1)}.${deed}`,
    time: new Date(TEN + Number(minutes) * MINUTE).toISOString(),
    data: data[deed!],
  } as CloudEvent;
  return { event, party: party! };
}

let count = 0;
/** What became of each word, and what the entity counts for in the end: of whom, and how much. `&`: in one statement. */
async function become(kind: Owned, script: string): Promise<[fates: string, counts: string]> {
  const entity = `${kind}-${++count}`;
  const words = script.split(/ [|&] /).map((text, n) => read(kind, entity, text, n + 1));
  const fates: Promise<string>[] = [];
  for (const [n, { event, party }] of words.entries()) {
    const limit = party === "centre" ? null : [party];
    const sent = send(
      [event],
      NUMBERED.indexOf(party) + 1,
      ...((kind === "reports" ? [null, limit] : [limit, null]) as [string[] | null, string[] | null]),
    );
    fates.push(sent.then(([item]) => item!.refused?.code ?? "taken"));
    if (script.split(/ (?=[|&] )/)[n + 1]?.startsWith("&") !== true) await sent;
  }
  const orphans = (await listOrphans(store.run, 10_000)).orphans.filter((orphan) => orphan.entity === entity);
  const told = (await Promise.all(fates)).map((fate, n) =>
    orphans.some(({ id }) => id === `${n + 1}`) ? "aside" : fate,
  );
  const [from, until] = [TEN - 10 * HOUR, TEN + DAY];
  const counts: string[] = [];
  const asOf = await store.read(async (_run, moment) => moment);
  for (const column of COLUMNS[kind]) {
    const { rows } = await readEntities(
      store.run,
      kind,
      narrow({ metrics: [], from, until, step: "total", by: [] }, EVERYTHING),
      { asOf, weights: { [column]: 1 }, after: null, most: 10_000 },
    );
    for (const { id, slice, value } of rows)
      if (id === entity) counts.push(`${slice.bank ?? slice.agency} ${column} ${value}`);
  }
  return [told.join(" "), counts.join(", ")];
}

describe("a report", () => {
  it.each([
    [
      "filed first by another, with the highest revision",
      "ccib filed! | centre filed tcsd",
      "aside taken",
      "tcsd filed 1, tcsd loss_satang 2",
    ],
    [
      "filed later by another",
      "centre filed tcsd | ccib filed!",
      "taken other-agency",
      "tcsd filed 1, tcsd loss_satang 1",
    ],
    [
      "filed later by another, as before",
      "tcsd filed | ccib filed!@-60",
      "taken other-agency",
      "tcsd filed 1, tcsd loss_satang 1",
    ],
    ["filed by two at once", "tcsd filed & ccib filed!", "taken aside", "tcsd filed 1, tcsd loss_satang 1"],
    [
      "voided by another beforehand",
      "ccib filed | ccib voided! | centre filed tcsd",
      "aside aside taken",
      "tcsd filed 1, tcsd loss_satang 3",
    ],
    [
      "linked by another beforehand",
      "ccib filed | ccib linked! | centre filed tcsd",
      "aside aside taken",
      "tcsd filed 1, tcsd loss_satang 3",
    ],
    [
      "advanced by another beforehand",
      "ccib filed | ccib advanced! | centre filed tcsd",
      "aside aside taken",
      "tcsd filed 1, tcsd loss_satang 3",
    ],
    [
      "revised by another that has filed it too",
      "ccib filed | ccib revised! | centre filed tcsd",
      "aside aside taken",
      "tcsd filed 1, tcsd loss_satang 3",
    ],
    [
      "voided by another",
      "centre filed tcsd | ccib voided!",
      "taken other-agency",
      "tcsd filed 1, tcsd loss_satang 1",
    ],
    [
      "of which nobody knows",
      "ccib voided! | centre filed tcsd",
      "other-agency taken",
      "tcsd filed 1, tcsd loss_satang 2",
    ],
    [
      "taken by another, until it is said whose it is",
      "ccib filed! | tcsd filed | centre filed tcsd | tcsd revised!",
      "aside other-agency taken taken",
      "tcsd filed 1, tcsd loss_satang 4",
    ],
    [
      "corrected by its own agency",
      "centre filed tcsd | tcsd revised!",
      "taken taken",
      "tcsd filed 1, tcsd loss_satang 2",
    ],
    [
      "passed on: filed when it was, and as far as it was",
      "ccib filed | ccib advanced | centre revised! tcsd",
      "taken taken taken",
      "tcsd filed 1, tcsd loss_satang 3, tcsd closed 1",
    ],
    [
      "passed on, though its agency had the highest revision",
      "ccib filed | ccib revised! | centre revised tcsd",
      "taken taken taken",
      "tcsd filed 1, tcsd loss_satang 3",
    ],
    [
      "passed on, and voided by the former agency",
      "ccib filed | centre revised! tcsd | ccib voided!",
      "taken taken other-agency",
      "tcsd filed 1, tcsd loss_satang 2",
    ],
    [
      "passed on, and voided by its agency",
      "ccib filed | centre revised! tcsd | tcsd voided",
      "taken taken taken",
      "tcsd voided 1",
    ],
  ])("%s: %s", async (_threat, script, fates, counts) => {
    expect(await become("reports", script)).toEqual([fates, counts]);
  });
});

describe("a refund", () => {
  it.each([
    [
      "told first by another, with the highest revision",
      "KBANK paid! | centre paid SCB",
      "aside taken",
      "SCB paid_satang 2",
    ],
    ["told later by another", "centre paid SCB | KBANK paid!", "taken other-bank", "SCB paid_satang 1"],
    [
      "told later by another, as before",
      "SCB paid | KBANK paid!@-60",
      "taken other-bank",
      "SCB paid_satang 1",
    ],
    ["told by two at once", "SCB paid & KBANK paid!", "taken aside", "SCB paid_satang 1"],
    [
      "told by two at once, the centre last",
      "SCB paid & KBANK paid! | centre paid KBANK",
      "aside taken taken",
      "KBANK paid_satang 3",
    ],
    [
      "taken by another, until it is said whose it is",
      "KBANK paid! | SCB paid | centre paid SCB",
      "aside other-bank taken",
      "SCB paid_satang 3",
    ],
    ["corrected by its own bank", "SCB paid | SCB paid!", "taken taken", "SCB paid_satang 2"],
  ])("%s: %s", async (_threat, script, fates, counts) => {
    expect(await become("refunds", script)).toEqual([fates, counts]);
  });
});

describe("a freeze", () => {
  it.each([
    [
      "asked for first by another, with the highest revision",
      "KBANK requested! | centre requested SCB | SCB confirmed",
      "aside taken taken",
      "SCB requested_satang 2, SCB confirmed_satang 3, SCB held_satang 3",
    ],
    [
      "asked for first by another, and answered by its bank before the centre asks",
      "KBANK requested! | SCB confirmed | centre requested SCB",
      "aside taken taken",
      "SCB requested_satang 3, SCB confirmed_satang 2, SCB held_satang 2",
    ],
    [
      "asked for later by another",
      "centre requested SCB | KBANK requested!",
      "taken other-bank",
      "SCB requested_satang 1",
    ],
    ["asked for by two at once", "SCB requested & KBANK requested!", "taken aside", "SCB requested_satang 1"],
    [
      "asked for by another, though the centre says that it was answered",
      "centre confirmed SCB | KBANK requested!",
      "aside aside",
      "SCB held_satang 1",
    ],
    [
      "answered first by another, with the highest revision",
      "KBANK confirmed! | centre requested SCB | SCB confirmed",
      "aside taken taken",
      "SCB requested_satang 2, SCB confirmed_satang 3, SCB held_satang 3",
    ],
  ])("%s: %s", async (_threat, script, fates, counts) => {
    expect(await become("freezes", script)).toEqual([fates, counts]);
  });
});
