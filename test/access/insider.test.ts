/**
 * Somebody who is limited to one bank and means harm: by what is asked, sent and made he reaches nothing of another bank.
 * Who has no limit is told of it by the same, so that each attempt could succeed.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { dayOf, isoDate, startOf } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import { EVERYTHING, type Scope } from "#wire/access.ts";
import type { EpisodeRow } from "#wire/alerts.ts";
import type { Document } from "#wire/reports.ts";
import { event, type Program, startProgram } from "../program.ts";
import { textOfPdf } from "../reports/pdf.ts";
import { rowsOfSheet } from "../reports/read.ts";
import { type Client, firstAdministrator, newPerson } from "./client.ts";

const OWN: Scope = { ...EVERYTHING, banks: ["KBANK"] };
const NOW = Date.now();
const YESTERDAY = startOf(dayOf(NOW) - 1);
const NOON = YESTERDAY + 12 * HOUR;
const [day, after] = [isoDate(dayOf(YESTERDAY)), isoDate(dayOf(NOW) + 1)];
const WINDOW = `from=${day}&to=${after}`;
const HELD = `metric=freezes.held_satang&${WINDOW}`;
/** Of the other bank: its money, in satang and in baht, its freezes, its alerts, and what people wrote of it. */
const SECRET = /7654321|7,654,321|76,?543[.,]21|scb-secret|"subject":\{"by":"bank","of":"SCB"\}|ลับ/;
const slice = { by: "bank", of: "SCB" } as const;

let program: Program;
let admin: Client;
let insider: Client;
const ids: Record<string, string> = {};
let rule: Record<string, unknown> = {};

async function made(path: string, body: object, method = "POST") {
  const answer = await admin.ask(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
/** What somebody is told, whatever its form. */
async function told(client: Client, path: string, body?: object): Promise<string> {
  const answer = await fetch(program.url + path, {
    method: body ? "POST" : "GET",
    headers: { cookie: client.header(), ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(answer.status, String(bytes)).toBeLessThan(500);
  if (!answer.ok) return String(bytes);
  const type = answer.headers.get("content-type") ?? "";
  if (type.includes("pdf")) return (await textOfPdf(bytes)).join("\n");
  if (!type.includes("spreadsheet")) return String(bytes);
  const rows = await rowsOfSheet(bytes);
  return JSON.stringify(rows.map((row) => [...row.values()]));
}

beforeAll(async () => {
  program = await startProgram();
  admin = await firstAdministrator(program);
  insider = (await newPerson(program, admin, "insider", "commander", OWN)).client;
  const freeze = { hop: 1, reportId: "r", accountToken: "t" } as const;
  const secret = { freezeId: "scb-secret", bank: "SCB", hop: 1 } as const;
  await program.tell(
    // The days with which a report compares its own have data too.
    event("freeze.requested", NOON - 20 * DAY, {
      ...{ ...freeze, freezeId: "first", bank: "KBANK", amountSatang: 100 },
    }),
    event("freeze.requested", NOON, { ...freeze, ...secret, amountSatang: 7_654_321 }),
    event("freeze.confirmed", NOON + MINUTE, { ...secret, heldSatang: 7_654_321 }),
    event("freeze.requested", NOON, { ...freeze, freezeId: "own", bank: "KBANK", amountSatang: 100 }),
    event("freeze.requested", NOW - 1.5 * HOUR, {
      ...{ ...freeze, ...secret, freezeId: "scb-secret-late", amountSatang: 7_654_321 },
    }),
    event("source.beat", NOW, { through: new Date(NOW).toISOString() }),
  );
  const from = new Date(NOON).toISOString();
  const { id } = await made("/v1/annotations", { from, text: "เรื่องลับ", slice });
  ids.annotation = String(id);
  const until = new Date(NOON + HOUR).toISOString();
  await made("/v1/sla/exclusions", { objective: "freeze-60m", slice, from, until, reason: "เหตุลับ" });
  const mute = { rule: null, subject: "bank:SCB", from: NOW, until: NOW + HOUR, daily: null };
  await made("/v1/alerts/mutes", { ...mute, reason: "พักลับ" });
  const rules = (await admin.ask("GET", "/v1/alerts/rules")).body;
  const overdue = rules.find((each: { id: string }) => each.id === "freeze-overdue");
  const { id: _, version: __, from: ___, ...body } = overdue;
  rule = { ...body, only: ["SCB"], nameTh: "กฎลับ" };
  await made("/v1/alerts/rules/scb-late", rule, "PUT");
  const report = { kind: "daily", from: day, sections: ["freezes"] };
  ids.report = (await made("/v1/reports", { ...report, banks: ["SCB"] })).document.id;
  const alert = async () => {
    const { rows } = (await admin.ask("GET", "/v1/alerts")).body;
    return rows.find(({ subject }: EpisodeRow) => subject.of === "SCB")?.id;
  };
  ids.alert = String(await vi.waitUntil(alert, { timeout: 20_000 }));
}, 120_000);
afterAll(() => program.close());

/** A report that nobody issued: with every figure of the centre, each wrong, and the limit of whoever sends it. */
async function forged(scope: Scope): Promise<object> {
  const draft = await admin.ask("GET", `/v1/reports/draft?kind=daily&from=${day}`);
  const document = draft.body.document as Document;
  const figures = document.figures.map((figure) => ({ ...figure, value: 1 }));
  return { file: { document: { ...document, scope, figures }, hash: "", signature: "", key: "" } };
}
const backtest = () => ({ rule, from: NOW - 2 * HOUR, until: NOW });

const ASKED: readonly [
  what: string,
  path: () => string,
  body?: (scope: Scope) => object | Promise<object>,
][] = [
  ["a figure of it", () => `/v1/figures?${HELD}&bank=SCB`],
  ["the figure of all", () => `/v1/figures?${HELD}`],
  ["a figure by bank", () => `/v1/figures?${HELD}&by=bank,hop`],
  [
    "a figure by the minute",
    () => `/v1/figures?${HELD}&step=minute&by=bank&bank=SCB,KBANK`.replace(WINDOW, noon()),
  ],
  ["a figure as of now", () => `/v1/figures?${HELD}&by=bank&asOf=${new Date().toISOString()}`],
  ...["csv", "json", "xlsx", "pdf"].map((format): [string, () => string] => [
    `a figure as ${format}`,
    () => `/v1/figures?${HELD}&step=day&by=bank&bank=SCB&format=${format}`,
  ]),
  ["what stands behind a figure", () => `/v1/figures/behind?${HELD}&bank=SCB`],
  ["what stands behind the figure of all", () => `/v1/figures/behind?${HELD}`],
  [
    "the events of its freeze",
    () => `/v1/figures/behind/events?kind=freezes&id=scb-secret&at=${new Date(NOON).toISOString()}`,
  ],
  ...["csv", "xlsx", "pdf"].map((format): [string, () => string] => [
    `a draft of it as ${format}`,
    () => `/v1/reports/draft?kind=daily&from=${day}&sections=freezes&banks=SCB,KBANK&format=${format}`,
  ]),
  ["its report", () => `/v1/reports/${ids.report}`],
  ["its report as a file", () => `/v1/reports/${ids.report}/file?format=csv`],
  ["a report that was made up", () => "/v1/reports/check", forged],
  ["its alert", () => `/v1/alerts/${ids.alert}`],
  ["all alerts", () => "/v1/alerts"],
  ["the rules", () => "/v1/alerts/rules"],
  ["the mutes", () => "/v1/alerts/mutes"],
  ["what a rule would have told of it", () => "/v1/alerts/backtest", backtest],
  ["the annotations", () => `/v1/annotations?${WINDOW}`],
  ["the annotations as they stood", () => `/v1/annotations?${WINDOW}&at=${new Date().toISOString()}`],
  ["the exclusions", () => "/v1/sla/exclusions"],
  ["what is due", () => "/v1/sla/deadlines"],
];
const noon = () => `from=${new Date(NOON).toISOString()}&to=${new Date(NOON + HOUR).toISOString()}`;

describe("somebody who is limited to a bank reaches nothing of another", () => {
  it.each(ASKED)("by asking for %s", async (_what, path, body) => {
    expect(await told(admin, path(), await body?.(EVERYTHING))).toMatch(SECRET);
    const said = await told(insider, path(), await body?.(OWN));
    // What was asked is repeated, as of what nobody has.
    expect(said.replace("nothing is known of scb-secret", "")).not.toMatch(SECRET);
  });

  it("by an embed that he makes, whatever its ticket is shown to", async () => {
    const figure = { name: "x", metric: "freezes.held_satang", days: 7, endsAt: NOW + DAY };
    const seen = async (client: Client) => {
      const { body } = await client.ask("POST", "/v1/embeds", figure);
      const headers = { authorization: `Bearer ${body.address.split("#")[1]}` };
      const shown = await fetch(`${program.url}/v1/embed`, { headers });
      return { headers, text: await shown.text() };
    };
    expect((await seen(admin)).text).toMatch(SECRET);
    const { headers, text } = await seen(insider);
    expect(text).not.toMatch(SECRET);
    for (const path of [`/v1/figures?${HELD}`, "/v1/alerts", "/v1/session", "/metrics", "/v1/health"]) {
      const answer = await fetch(program.url + path, { headers });
      expect([path, answer.status, SECRET.test(await answer.text())]).toEqual([path, 401, false]);
    }
  });

  it("by the next edition of its report, by checking it, or by a schedule of it", async () => {
    const schedule = {
      ...{ name: "วัน", kind: "daily", weekday: 1, date: 1, minute: 480, onHoliday: "next", waitMinutes: 0 },
      ...{ public: false, memo: null, lang: "th", thaiDigits: false, formats: ["csv"], onChange: "offer" },
      ...{ recipients: ["x@example.go.th"], isPaused: false },
    };
    for (const [path, body] of [
      [`/v1/reports/${ids.report}/editions`, undefined],
      ["/v1/reports/check", { id: ids.report }],
      ["/v1/schedules", { ...schedule, banks: ["SCB"] }],
      ["/v1/reports", { kind: "daily", from: day, sections: ["freezes"], banks: ["SCB"] }],
    ] as const) {
      const { status, body: said } = await insider.ask("POST", path, body);
      expect([403, 404], path).toContain(status);
      expect(JSON.stringify(said)).not.toMatch(SECRET);
    }
    // His own are like anybody's.
    expect((await insider.ask("POST", "/v1/schedules", schedule)).status).toBe(201);
  });
});
