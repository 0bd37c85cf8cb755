/** Whatever leaves as a file: it is in the audit before, or it does not leave. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, SECOND } from "#calendar/units.ts";
import { openMail } from "../../backend/alerts/channels/mail.ts";
import { listAudit } from "../../backend/audit/queries.ts";
import { type Mailbox, openMailbox } from "../../backend/mailbox/mailbox.ts";
import { type Client, firstAdministrator, newPerson } from "../access/client.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";
import { fortnight, NOW } from "../reports/centre.ts";
import { idOf, ROUTES } from "../routes.ts";
import { openTampered } from "./tampering.ts";

/** Replies that are no file: what a page or another protocol shows, and what is public. */
const NO_FILES = ["text/html", "text/plain", "image/", "application/x-pem-file", "application/x-ndjson"];
/** Each route that answers with a file: how it is asked for one, and what the audit says. */
const EXPORTS: Readonly<Record<string, { path: string; deed: string; of: object; after: object }[]>> = {
  "GET /v1/figures": ["pdf", "xlsx", "csv", "json"].map((format) => ({
    path: `/v1/figures?metric=calls.offered&from=2026-11-16&to=2026-11-17&format=${format}`,
    deed: "figures.exported",
    of: { kind: "figures", id: format },
    after: { metric: ["calls.offered"], from: "2026-11-16", to: "2026-11-17", format },
  })),
  "GET /v1/sla/openslo": [
    {
      path: "/v1/sla/openslo",
      deed: "objective.exported",
      of: { kind: "objective", id: "openslo" },
      after: {},
    },
  ],
  "GET /v1/alerts/outbox/:id/files/:place": [
    {
      path: "/v1/alerts/outbox/1/files/0",
      deed: "message.exported",
      of: { kind: "message", id: "1" },
      after: { id: "1", place: "0" },
    },
  ],
  "GET /v1/quarantine": [
    {
      path: "/v1/quarantine?source=first&format=csv",
      deed: "quarantine.exported",
      of: { kind: "quarantine", id: "csv" },
      after: { source: "first", format: "csv" },
    },
  ],
  "GET /v1/audit": [
    {
      path: "/v1/audit?who=0812345678&format=csv",
      deed: "audit.exported",
      of: { kind: "audit", id: "csv" },
      // A telephone number is in no audit, nor in what was asked of it.
      after: { who: "••••••••••", format: "csv" },
    },
  ],
  "GET /v1/reports/draft": ["pdf", "xlsx", "csv"].map((format) => ({
    path: `/v1/reports/draft?kind=daily&from=2026-11-20&sections=calls&format=${format}`,
    deed: "report.exported",
    of: { kind: "report", id: "draft" },
    after: { kind: "daily", from: "2026-11-20", format },
  })),
  "GET /v1/reports/:id": [
    {
      path: "/v1/reports/REPORT",
      deed: "report.exported",
      of: { kind: "report", id: "REPORT" },
      after: { id: "REPORT" },
    },
  ],
  "GET /v1/reports/:id/file": ["pdf", "xlsx", "csv", "json"].map((format) => ({
    path: `/v1/reports/REPORT/file?format=${format}`,
    deed: "report.exported",
    of: { kind: "report", id: "REPORT" },
    after: { id: "REPORT", format },
  })),
};
const ALL = Object.values(EXPORTS).flat();
const ANY = { who: null, deed: null, kind: null, id: null, from: null, until: null };
/** What is done from the second address is refused by the audit. */
const FROM = { taken: "192.0.2.31", refused: "192.0.2.66" };

const folder = mkdtempSync(join(tmpdir(), "war-room-"));
let clock: HandClock;
let program: Program;
let admin: Client;
let report: string;
let mailbox: Mailbox;
beforeAll(async () => {
  const store = await openTampered(folder);
  await store.run("refuseAuditFrom");
  await store.close();
  clock = handClock(NOW);
  const config = { trustedProxies: ["127.0.0.1"] };
  mailbox = await openMailbox({ clock });
  program = await startProgram({ clock, config, folder: join(folder, "data"), mailbox });
  await openMail(mailbox.mail)({
    ...{ id: "1", to: "duty@example.go.th", subject: "report", text: "attached" },
    files: [{ name: "report.pdf", type: "application/pdf", bytes: Buffer.from("%PDF-1.7") }],
  });
  admin = await firstAdministrator(program);
  await program.tell(...fortnight(), event("source.beat", NOW, { through: new Date(NOW).toISOString() }));
  const body = { kind: "daily", from: "2026-11-20", sections: ["calls"] };
  const issued = await admin.ask("POST", "/v1/reports", body);
  expect([issued.status, issued.body]).toEqual([201, issued.body]);
  report = issued.body.document.id;
});
afterAll(async () => {
  await program?.close();
  await mailbox?.close();
  rmSync(folder, { recursive: true });
});

const withId = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll("REPORT", report));
const get = (path: string, from: string, headers: Record<string, string> = { cookie: admin.header() }) =>
  fetch(program.url + path, { headers: { ...headers, "x-forwarded-for": from } });
/** The deeds of exports, the oldest first. */
async function exported() {
  const rows = await listAudit(program.store.run, ANY, Number.MAX_SAFE_INTEGER, 1_000);
  return rows.filter(({ deed }) => deed.endsWith(".exported")).reverse();
}

it("every route that answers with a file is known here", () => {
  const files = ROUTES.filter(({ replies = {} }) =>
    Object.keys(replies).some((type) => !NO_FILES.some((each) => type.startsWith(each))),
  ).map(idOf);
  // Its file is its JSON.
  expect([...files, "GET /v1/reports/:id"].sort()).toEqual(Object.keys(EXPORTS).sort());
});

it("a person makes so many files at once, and then one a second; nobody else waits", async () => {
  const { client } = await newPerson(program, admin, "somchai", "viewer");
  const makes = (by: Client) => by.ask("POST", "/v1/exports", { list: "people", rows: 1 });
  for (let n = 0; n < 120; n++) expect((await makes(client)).status).toBe(204);
  const before = (await exported()).length;
  const refused = await makes(client);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
  const query = "metric=calls.offered&from=2026-11-20&to=2026-11-21&format=csv";
  const file = await client.ask("GET", `/v1/figures?${query}`);
  expect([file.status, file.headers.get("content-disposition")]).toEqual([429, null]);
  expect((await exported()).length).toBe(before);
  expect((await client.ask("GET", "/v1/codes")).status).toBe(200);
  expect((await makes(admin)).status).toBe(204);
  await clock.turn(1_000);
  expect((await makes(client)).status).toBe(204);
});

describe("a file", () => {
  it.each(ALL.map((each) => [each.path, each] as const))(
    "is in the audit, or does not leave: %s",
    async (_, each) => {
      const { path, deed, of, after } = withId(each);
      const before = (await exported()).length;
      const refused = await get(path, FROM.refused);
      expect([refused.status, refused.headers.get("content-disposition")]).toEqual([500, null]);
      expect(await refused.json()).toMatchObject({ title: "internal" });
      expect(await exported()).toHaveLength(before);

      const taken = await get(path, FROM.taken);
      expect([taken.status, taken.headers.get("content-disposition")]).toEqual([
        200,
        expect.stringMatching(/^attachment; filename="[\w.-]+"$/),
      ]);
      expect((await taken.arrayBuffer()).byteLength).toBeGreaterThan(0);
      expect((await exported()).slice(before)).toEqual([
        expect.objectContaining({
          deed,
          of,
          by: expect.objectContaining({ kind: "person", name: "anong" }),
          address: FROM.taken,
          before: null,
          after: expect.objectContaining(after),
        }),
      ]);
    },
  );

  it("of a report is counted where it is in the audit, and nowhere else", async () => {
    const counted = async () =>
      (await admin.ask("GET", `/v1/reports/${report}/readers`)).body.downloads.length;
    const before = await counted();
    for (const path of [`/v1/reports/${report}`, `/v1/reports/${report}/file?format=csv`]) {
      const refused = await get(path, FROM.refused);
      await refused.text();
      expect(refused.status).toBe(500);
    }
    expect(await counted()).toBe(before);
    await (await get(`/v1/reports/${report}`, FROM.taken)).text();
    await (await get(`/v1/reports/${report}/file?format=csv`, FROM.taken)).text();
    expect(await counted()).toBe(before + 2);
  });

  it("of a person is told each time", async () => {
    const before = (await exported()).length;
    for (let n = 0; n < 2; n++) await (await get("/v1/sla/openslo", FROM.taken)).text();
    expect(await exported()).toHaveLength(before + 2);
  });

  it("of a key that invents questions are no more rows than it may fill, and then it has to wait", async () => {
    const made = await admin.ask("POST", "/v1/reading-keys", { name: "inventive" });
    const key = { authorization: `Bearer ${made.body.key}` };
    const before = (await exported()).length;
    const statuses = [];
    for (let most = 1; most <= 125; most++) {
      const query = `format=csv&metric=calls.offered&from=2026-11-16&to=2026-11-17&most=${most * 1_000}`;
      const answer = await get(`/v1/figures?${query}`, FROM.taken, key);
      await answer.text();
      statuses.push(answer.status);
    }
    const taken = statuses.filter((status) => status === 200).length;
    expect([taken, statuses.at(-1)]).toEqual([120, 429]);
    expect(await exported()).toHaveLength(before + taken);
    await clock.turn(SECOND);
    const again = await get(
      "/v1/figures?format=csv&metric=reports.filed&from=2026-11-16&to=2026-11-17",
      FROM.taken,
      key,
    );
    expect(again.status).toBe(200);
  });
  it("of a key that polls is told once a day for each question, whatever its window", async () => {
    const made = await admin.ask("POST", "/v1/reading-keys", { name: "grafana" });
    expect([made.status, made.body]).toEqual([201, made.body]);
    const key = { authorization: `Bearer ${made.body.key}` };
    const poll = async (query: string) => {
      const answer = await get(`/v1/figures?format=csv&${query}`, FROM.taken, key);
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringMatching(/metric/)]);
    };
    const before = (await exported()).length;
    await poll("metric=calls.offered&from=2026-11-16&to=2026-11-17");
    await poll("from=2026-11-17&to=2026-11-18&metric=calls.offered");
    await poll("metric=reports.filed&from=2026-11-16&to=2026-11-17");
    const told = (await exported()).slice(before);
    expect(told.map(({ after }) => after)).toMatchObject([
      { metric: ["calls.offered"], from: "2026-11-16" },
      { metric: ["reports.filed"] },
    ]);
    for (const row of told) expect(row).toMatchObject({ by: { kind: "key", name: "grafana" } });
    await clock.turn(15 * HOUR);
    await poll("metric=calls.offered&from=2026-11-16&to=2026-11-17");
    expect(await exported()).toHaveLength(before + 3);
  });
});
