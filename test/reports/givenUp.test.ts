/** Reports whose askers go away while the database is at other work: nothing is read for them. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { holidaysOf } from "#calendar/holidays.ts";
import { EVERYTHING } from "#wire/access.ts";
import type { Composition, Signed } from "#wire/reports.ts";
import { SERVER } from "../../backend/audit/write.ts";
import { openFigures } from "../../backend/figures/figures.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { openReports, type Reports } from "../../backend/reports/reports.ts";
import { type Annotations, openAnnotations } from "../../backend/targets/annotations.ts";
import { handClock, type Program, startProgram } from "../program.ts";
import { NOW, tellFortnight } from "./centre.ts";

const WEEK: Composition = {
  kind: "weekly",
  from: "2026-11-16",
  sections: ["key", "calls", "freezes", "definitions"],
};
const clock = handClock(NOW);

let program: Program;
let reports: Reports;
let annotations: Annotations;
/** Holds the database until it is let go. */
let letGo = () => {};
let held: Promise<unknown> = Promise.resolve();
const hold = () => {
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  held = program.store.transaction(() => gate);
};
/** What happens just before a reading is asked for. */
let beforeReading = () => {};

beforeAll(async () => {
  program = await startProgram({ clock });
  await tellFortnight(program);
  const { store, folder, sources } = program;
  const figures = openFigures({ store, clock, isRebuildDue: async () => false });
  const unused = () => {
    throw new Error("nothing is sent here");
  };
  annotations = openAnnotations({ store, clock, codes: [], onChanged() {} });
  reports = openReports({
    store,
    clock,
    dataDir: folder,
    words: { codes: await sources.codes(), metrics: METRICS, holidays: holidaysOf([]) },
    read: (scope, asOf, signal, deed) =>
      asOf === null
        ? figures.readPresent(scope, signal, deed)
        : figures.readPast(scope, asOf, { signal, instead: "" }, deed),
    recount: unused,
    noted: async () => [],
    judges: async () => {
      beforeReading();
      return { exclusions: [], objectives: async () => [], targets: async () => [] };
    },
    linkTo: (page) => page,
    sending: {
      rightsOf: unused,
      readerOf: unused,
      isHoliday: () => false,
      canMail: false,
      mail: unused,
      mails: unused,
      onTrouble: unused,
    },
  });
});
afterAll(async () => {
  await reports.close();
  await program.close();
});

let kept: Signed;
it.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
  ["a draft", (signal) => reports.draft(WEEK, EVERYTHING, null, signal)],
  ["a draft as of a moment", (signal) => reports.draft(WEEK, EVERYTHING, NOW - 1, signal)],
  ["one that is to be issued", (signal) => reports.issue(WEEK, EVERYTHING, SERVER, signal)],
  ["one that is checked", (signal) => reports.check(kept, EVERYTHING, signal)],
])("%s waits no longer than its asker does", async (_what, asking) => {
  const patient = new AbortController().signal;
  const { document } = await reports.draft(WEEK, EVERYTHING, null, patient);
  kept = { document, hash: "", signature: "", key: "" };
  const asker = new AbortController();
  const isAsked = new Promise<void>((resolve) => {
    beforeReading = () => {
      hold();
      resolve();
    };
  });
  try {
    const answer = asking(asker.signal);
    const refused = expect(answer).rejects.toThrow("gone");
    await isAsked;
    // By then it stands in the line.
    await new Promise(setImmediate);
    asker.abort(new Error("gone"));
    await refused;
  } finally {
    beforeReading = () => {};
    letGo();
    await held;
  }
});

/** Fulfils when it is refused with what its asker gave up with, while the database is held. */
async function leaves(asking: (signal: AbortSignal) => Promise<unknown>) {
  const asker = new AbortController();
  hold();
  try {
    const refused = expect(asking(asker.signal)).rejects.toThrow("gone");
    await new Promise(setImmediate);
    asker.abort(new Error("gone"));
    await refused;
  } finally {
    letGo();
    await held;
  }
}

it.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
  ["a draft", (signal) => reports.draft(WEEK, EVERYTHING, null, signal)],
  ["one that is to be issued", (signal) => reports.issue(WEEK, EVERYTHING, SERVER, signal)],
  ["what people said", (signal) => annotations.list(EVERYTHING, { from: 0, until: NOW }, null, signal)],
])("%s that has not begun leaves the line with its asker", async (_what, asking) => {
  await leaves(asking);
});
