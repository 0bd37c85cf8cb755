/** A list has so many places: what a limited reader may not know takes none of them. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import { EVERYTHING, type Scope } from "#wire/access.ts";
import type { EpisodeRow } from "#wire/alerts.ts";
import type { Document, Issued } from "#wire/reports.ts";
import type { Episode } from "../../backend/alerts/episode.ts";
import { addEpisodes } from "../../backend/alerts/episodeQueries.ts";
import { addDocument } from "../../backend/reports/queries.ts";
import { type Program, startProgram } from "../program.ts";
import { type Client, firstAdministrator, newPerson } from "./client.ts";

/** As many as a list has at most. */
const PLACES = 500;
const NOW = Date.now() - HOUR;
const of = (banks: string[] | null): Scope => ({ ...EVERYTHING, banks });

let program: Program;
let limited: Client;
beforeAll(async () => {
  program = await startProgram();
  const admin = await firstAdministrator(program);
  limited = (await newPerson(program, admin, "limited", "analyst", of(["KBANK", "GSB"]))).client;
}, 60_000);
afterAll(() => program.close());

const over = (bank: string, n: number): Episode => ({
  ...{ rule: "freeze-overdue", version: 1, subject: { by: "bank", of: bank }, state: "resolved" },
  ...{ cause: "limit", seq: 2, since: NOW + n, firedAt: NOW + n, resolvedAt: NOW + n + MINUTE },
  ...{ goodSince: null, noDataSince: null, turns: [], last: "good", chainFrom: null, taken: null },
  ...{ isHurried: false, rotas: [], said: [], owner: null, ownerRole: null, note: null, ackUntil: null },
  ...{ byHand: false, nextAt: null },
});

const issued = (id: string, scope: Scope, isPublic: boolean, n: number) => {
  const asOf = NOW + n;
  const about = { id, edition: 1, kind: "daily", from: NOW - HOUR, until: NOW, scope, isPublic, asOf };
  const document = { ...about, figures: [], changes: [] } as unknown as Document;
  const signed = { document, hash: id, signature: "", key: "" };
  return addDocument(program.store.run, { signed, series: id, by: "anong", isLatest: true }, "{}");
};

describe("who is limited finds his own behind as many of others as a list has places", () => {
  it("among the alerts", async () => {
    const { run } = program.store;
    await addEpisodes(run, [over("KBANK", 0)]);
    await addEpisodes(
      run,
      Array.from({ length: PLACES }, (_, n) => over("SCB", n + 1)),
    );
    const { body } = await limited.ask("GET", "/v1/alerts?state=history");
    expect(body.rows.map(({ subject }: EpisodeRow) => subject.of)).toEqual(["KBANK"]);
  });

  it("among the reports, of a part of his limit and of all of it, and public ones", async () => {
    await issued("part", of(["GSB"]), false, 0);
    await issued("all", of(["KBANK", "GSB"]), false, 1);
    await issued("public", EVERYTHING, true, 2);
    for (let n = 0; n < PLACES; n++) {
      const scope = [of(["SCB"]), of(["KBANK", "SCB"]), of(null), { ...of(["SCB"]), provinces: ["TH-10"] }];
      await issued(`other-${n}`, scope[n % scope.length]!, false, n + 3);
    }
    const { body } = await limited.ask("GET", "/v1/reports");
    expect(body.map(({ id }: Issued) => id)).toEqual(["public", "all", "part"]);
  });
});
