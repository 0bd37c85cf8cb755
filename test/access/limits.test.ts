/**
 * Every route that changes something, asked by people who are limited to one bank, of another bank or of the whole: it is
 * refused and nothing has changed. Of their own bank they may do what their role may.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { dayOf, isoDate } from "#calendar/days.ts";
import { DAY, HOUR } from "#calendar/units.ts";
import { EVERYTHING, type Scope } from "#wire/access.ts";
import type { Route } from "../../backend/http/route.ts";
import { approve, ask as askPairing, newPanel, pair } from "../displays/pair.ts";
import { event, type Program, startProgram } from "../program.ts";
import { idOf, ROUTES } from "../routes.ts";
import { type Client, firstAdministrator, newPerson } from "./client.ts";

const of = (bank: string): Scope => ({ ...EVERYTHING, banks: [bank] });
const [OWN, OTHER] = [of("KBANK"), of("SCB")];
const WIDER: Scope = { ...EVERYTHING, banks: ["KBANK", "SCB"] };
const slice = (bank: string | null) => (bank ? { by: "bank", of: bank } : { by: "all", of: null });
const now = Date.now();
const iso = (at: number) => new Date(at).toISOString();
const minute = (at: number) => iso(Math.floor(at / 60_000) * 60_000);

let program: Program;
let admin: Client;
const limited = new Map<string, Client>();
const ids: Record<string, string> = {};

const viewer = (scope: Scope) => ({ displayName: "x", role: "viewer", scope });
const excluded = (bank: string | null) => ({
  objective: "freeze-60m",
  slice: slice(bank),
  from: minute(now - 3 * HOUR),
  until: minute(now - 2 * HOUR),
  reason: "ปิดปรับปรุง",
});
const annotated = (bank: string | null) => ({
  from: isoDate(dayOf(now)),
  text: "ประกาศ",
  slice: slice(bank),
});
const muted = (subject: string | null) => ({
  ...{ rule: null, subject, from: now, until: now + HOUR, daily: null, reason: "ทดสอบ" },
});
const schedule = (banks?: string[]) => ({
  ...{ name: "วัน", kind: "daily", weekday: 1, date: 1, minute: 480, onHoliday: "next", waitMinutes: 0 },
  ...{ public: false, memo: null, lang: "th", thaiDigits: false, formats: ["csv"], onChange: "offer" },
  ...{ recipients: ["office@example.go.th"], isPaused: true, ...(banks ? { banks } : {}) },
});
const issued = (banks?: string[]) => ({
  ...{ kind: "daily", from: isoDate(dayOf(now) - 2), sections: ["definitions"], ...(banks ? { banks } : {}) },
});
const embedded = { name: "portal", metric: "freezes.requested", days: 7, endsAt: now + DAY };
let ruled: Record<string, unknown> = {};
let promised: Record<string, unknown> = {};
let aimed: Record<string, unknown> = {};
const recipient = { name: "x", lang: "th", mostIn10Minutes: 1, hears: [], channels: [] };
const rota = {
  ...{ name: "เวร", firstDay: "2026-11-23", hears: [] },
  shifts: [{ from: 480, until: 1_200, turn: "daily", people: [1] }],
};
const source = { nameTh: "x", types: ["freeze.confirmed"], banks: ["SCB"], agencies: null, beatSeconds: 30 };
const scene = { scene: "calls" };

type Attempt = [path: string, body?: () => object];
/**
 * What each route is asked, of what is another's: by its path, and with the whole besides, where there is such. Each
 * route that a role has is here, or the test is red.
 */
const ATTEMPTS: Record<string, () => Attempt[]> = {
  "POST /v1/people": () => [
    ["/v1/people", () => ({ name: "grown", ...viewer(OTHER) })],
    ["/v1/people", () => ({ name: "grown", ...viewer(WIDER) })],
    ["/v1/people", () => ({ name: "grown", ...viewer(EVERYTHING) })],
  ],
  "PUT /v1/people/:id": () => [
    [`/v1/people/${ids.other}`, () => viewer(OWN)],
    [`/v1/people/${ids.whole}`, () => viewer(OWN)],
    [`/v1/people/${ids.own}`, () => viewer(WIDER)],
    [`/v1/people/${ids.own}`, () => viewer(EVERYTHING)],
    // Its own limit, wider and narrower.
    [`/v1/people/${ids.admin}`, () => ({ ...viewer(EVERYTHING), role: "admin" })],
    [`/v1/people/${ids.admin}`, () => ({ ...viewer({ ...OWN, provinces: ["TH-10"] }), role: "admin" })],
  ],
  "POST /v1/people/:id/reset": () => people("/reset"),
  "DELETE /v1/people/:id/sessions": () => people("/sessions"),
  "POST /v1/people/:id/disable": () => people("/disable"),
  "POST /v1/people/:id/enable": () => people("/enable"),
  "POST /v1/reading-keys": () => [
    ["/v1/reading-keys", () => ({ name: "grown" })],
    ["/v1/reading-keys", () => ({ name: "grown", banks: ["KBANK", "SCB"] })],
    ["/v1/reading-keys", () => ({ name: "grown", provinces: ["TH-10"] })],
  ],
  "DELETE /v1/reading-keys/:name": () => [["/v1/reading-keys/SCB-reads"], ["/v1/reading-keys/all-reads"]],
  "POST /v1/sources": () => [["/v1/sources", () => ({ name: "grown", ...source })]],
  "PUT /v1/sources/:name": () => [
    ["/v1/sources/SCB", () => ({ ...source, eventsPerMinute: null, mayRead: true, accountNumbers: false })],
  ],
  "POST /v1/sources/:name/keys": () => [["/v1/sources/SCB/keys", () => ({ overlapHours: 0 })]],
  "DELETE /v1/sources/:name/keys/:number": () => [["/v1/sources/SCB/keys/1"]],
  "POST /v1/sources/:name/keys/:number/restore": () => [["/v1/sources/SCB/keys/1/restore"]],
  "DELETE /v1/sources/:name": () => [["/v1/sources/SCB"]],
  "POST /v1/quarantine/:id": () => [[`/v1/quarantine/${ids.held}`, () => ({ event: {} })]],
  "DELETE /v1/quarantine/:id": () => [[`/v1/quarantine/${ids.held}`]],
  "POST /v1/quarantine/:id/restore": () => [[`/v1/quarantine/${ids.held}/restore`]],
  "POST /v1/pairings/:code/approve": () => [
    [`/v1/pairings/${ids.code}/approve`, () => ({ name: "grown", place: "", ...scene })],
  ],
  "DELETE /v1/pairings/:code": () => [[`/v1/pairings/${ids.code}`]],
  "PUT /v1/displays/:id": () => [[`/v1/displays/${ids.display}`, () => ({ place: "grown" })]],
  "DELETE /v1/displays/:id": () => [[`/v1/displays/${ids.display}`]],
  "PUT /v1/screens/:name": () => [
    ["/v1/screens/hall", () => scene],
    ["/v1/screens/grown", () => scene],
  ],
  "POST /v1/screens/:name/takeover": () => [["/v1/screens/hall/takeover", () => ({ ...scene, minutes: 5 })]],
  "DELETE /v1/screens/:name/takeover": () => [["/v1/screens/hall/takeover"]],
  "POST /v1/screens/:name/acknowledge": () => [["/v1/screens/hall/acknowledge"]],
  "POST /v1/screens/:name/rename": () => [["/v1/screens/hall/rename", () => ({ name: "grown" })]],
  "DELETE /v1/screens/:name": () => [["/v1/screens/hall"]],
  "PUT /v1/sla/objectives/:id": () => [["/v1/sla/objectives/freeze-60m", () => promised]],
  "POST /v1/sla/exclusions": () => [
    ["/v1/sla/exclusions", () => excluded("SCB")],
    ["/v1/sla/exclusions", () => excluded(null)],
  ],
  "POST /v1/sla/exclusions/:id/end": () =>
    [ids.exclusion, ids.wholeExclusion].map((id) => [
      `/v1/sla/exclusions/${id}/end`,
      () => ({ reason: "x" }),
    ]),
  "PUT /v1/targets/:id": () => [
    ["/v1/targets/losses-per-day", () => aimed],
    ["/v1/targets/grown", () => aimed],
    ["/v1/targets/losses-per-day", () => ({ ...aimed, slice: slice("KBANK") })],
  ],
  "POST /v1/annotations": () => [
    ["/v1/annotations", () => annotated("SCB")],
    ["/v1/annotations", () => annotated(null)],
  ],
  "DELETE /v1/annotations/:id": () => [
    [`/v1/annotations/${ids.annotation}`],
    [`/v1/annotations/${ids.wholeAnnotation}`],
  ],
  "POST /v1/annotations/:id/restore": () => [[`/v1/annotations/${ids.endedAnnotation}/restore`]],
  "POST /v1/alerts/recipients": () => [["/v1/alerts/recipients", () => recipient]],
  "PUT /v1/alerts/recipients/:id": () => [["/v1/alerts/recipients/1", () => recipient]],
  "POST /v1/alerts/recipients/:id/test": () => [["/v1/alerts/recipients/1/test"]],
  "POST /v1/alerts/recipients/:id/switch-on": () => [["/v1/alerts/recipients/1/switch-on"]],
  "DELETE /v1/alerts/recipients/:id": () => [["/v1/alerts/recipients/1"]],
  "POST /v1/alerts/rotas": () => [["/v1/alerts/rotas", () => rota]],
  "PUT /v1/alerts/rotas/:id": () => [["/v1/alerts/rotas/1", () => rota]],
  "POST /v1/alerts/rotas/:id/overrides": () => [
    ["/v1/alerts/rotas/1/overrides", () => ({ from: now, until: now + HOUR, recipient: 1 })],
  ],
  "DELETE /v1/alerts/rotas/:id/overrides/:override": () => [["/v1/alerts/rotas/1/overrides/1"]],
  "DELETE /v1/alerts/rotas/:id": () => [["/v1/alerts/rotas/1"]],
  "POST /v1/alerts/mutes": () =>
    ["bank:SCB", "source:SCB", "all", null].map((subject) => ["/v1/alerts/mutes", () => muted(subject)]),
  "DELETE /v1/alerts/mutes/:id": () => [
    [`/v1/alerts/mutes/${ids.mute}`],
    [`/v1/alerts/mutes/${ids.wholeMute}`],
  ],
  "POST /v1/alerts/:id/acknowledge": () => [[`/v1/alerts/${ids.alert}/acknowledge`, () => ({})]],
  "POST /v1/alerts/:id/give-back": () => [[`/v1/alerts/${ids.alert}/give-back`]],
  "POST /v1/alerts/:id/resolve": () => [[`/v1/alerts/${ids.alert}/resolve`, () => ({})]],
  "PUT /v1/alerts/rules/:id": () => [
    ["/v1/alerts/rules/freeze-overdue", () => ({ ...ruled, only: ["KBANK"] })],
    ["/v1/alerts/rules/scb-overdue", () => ({ ...ruled, only: ["KBANK"] })],
    ["/v1/alerts/rules/grown", () => ({ ...ruled, only: null })],
    ["/v1/alerts/rules/grown", () => ({ ...ruled, only: ["KBANK", "SCB"] })],
  ],
  "POST /v1/alerts/backtest": () => [
    ["/v1/alerts/backtest", () => ({ rule: { ...ruled, only: ["SCB"] }, from: now - HOUR, until: now })],
    ["/v1/alerts/backtest", () => ({ rule: { ...ruled, only: null }, from: now - HOUR, until: now })],
  ],
  // A scene shows everything.
  "POST /v1/embeds": () => [["/v1/embeds", () => ({ name: "x", scene: "overview", endsAt: now + DAY })]],
  "DELETE /v1/embeds/:id": () => [[`/v1/embeds/${ids.embed}`]],
  "POST /v1/embeds/:id/restore": () => [[`/v1/embeds/${ids.revokedEmbed}/restore`]],
  "POST /v1/reports": () => [["/v1/reports", () => issued(["SCB"])]],
  "POST /v1/reports/check": () => [["/v1/reports/check", () => ({ id: ids.report })]],
  "POST /v1/reports/:id/editions": () => [[`/v1/reports/${ids.report}/editions`]],
  "POST /v1/schedules": () => [["/v1/schedules", () => schedule(["KBANK", "SCB"])]],
  "PUT /v1/schedules/:id": () => [[`/v1/schedules/${ids.schedule}`, () => schedule(["KBANK"])]],
  "DELETE /v1/schedules/:id": () => [[`/v1/schedules/${ids.schedule}`]],
  "POST /v1/schedules/:id/runs/:run": () => [
    [`/v1/schedules/${ids.schedule}/runs/7d444840-9dc0-51d1-b245-5ffdce74fad2`],
  ],
};
const people = (deed: string): Attempt[] => [
  [`/v1/people/${ids.other}${deed}`],
  [`/v1/people/${ids.whole}${deed}`],
];

async function made(method: string, path: string, body?: object) {
  const answer = await admin.ask(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
async function readAs(client: Client, path: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(program.url + path, { headers: { cookie: client.header() } });
  return { status: answer.status, text: await answer.text() };
}
const make = async (path: string, body: object) => String((await made("POST", path, body)).id);

beforeAll(async () => {
  program = await startProgram();
  admin = await firstAdministrator(program);
  for (const role of ["analyst", "commander", "admin"]) {
    const { client, id } = await newPerson(program, admin, `limited-${role}`, role, OWN);
    limited.set(role, client);
    ids[role] = String(id);
  }
  const someone = async (name: string, scope: Scope) =>
    String((await newPerson(program, admin, name, "viewer", scope)).id);
  ids.own = await someone("own", OWN);
  ids.other = await someone("other", OTHER);
  ids.whole = await someone("whole", EVERYTHING);
  await made("POST", "/v1/reading-keys", { name: "SCB-reads", banks: ["SCB"] });
  await made("POST", "/v1/reading-keys", { name: "all-reads" });
  const { key } = await made("POST", "/v1/sources", { name: "SCB", ...source });
  const refused = await fetch(`${program.url}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/cloudevents+json" },
    body: JSON.stringify(
      event("freeze.confirmed", now, { freezeId: "f", bank: "BBL", hop: 1, heldSatang: 1 }),
    ),
  });
  expect(refused.status, await refused.clone().text()).toBe(403);
  const quarantine = async () => (await made("GET", "/v1/quarantine")).rows[0]?.id;
  ids.held = String(await vi.waitUntil(quarantine, { timeout: 20_000 }));
  await pair(program, "hall");
  ids.display = String((await made("GET", "/v1/displays"))[0].id);
  ids.code = (await askPairing(program, newPanel())).pairing!.code;
  await program.tell(
    event("arrest.made", now - 3 * DAY, { arrestId: "a", people: 1, province: "TH-10" }),
    event("freeze.requested", now - 1.5 * HOUR, {
      ...{ freezeId: "late", reportId: "r", bank: "SCB", hop: 1, amountSatang: 1, accountToken: "t" },
    }),
  );
  const alert = async () => {
    const { rows } = await made("GET", "/v1/alerts");
    return rows.find((row: { subject: { of: string | null } }) => row.subject.of === "SCB")?.id;
  };
  ids.alert = String(await vi.waitUntil(alert, { timeout: 20_000 }));
  ids.exclusion = await make("/v1/sla/exclusions", excluded("SCB"));
  ids.wholeExclusion = await make("/v1/sla/exclusions", { ...excluded(null), objective: "freeze-15m" });
  ids.annotation = await make("/v1/annotations", annotated("SCB"));
  ids.wholeAnnotation = await make("/v1/annotations", annotated(null));
  ids.endedAnnotation = await make("/v1/annotations", annotated("SCB"));
  await made("DELETE", `/v1/annotations/${ids.endedAnnotation}`);
  ids.mute = await make("/v1/alerts/mutes", muted("bank:SCB"));
  ids.wholeMute = await make("/v1/alerts/mutes", muted(null));
  await made("POST", "/v1/alerts/recipients", {
    ...recipient,
    channels: [{ kind: "webhook", url: "https://alerts.example.go.th/in", format: "standard" }],
  });
  const hears = [{ policy: "duty", subjects: ["bank:SCB"], afterMinutes: 0 }];
  await made("POST", "/v1/alerts/rotas", { ...rota, hears });
  await made("POST", "/v1/alerts/rotas/1/overrides", { from: now, until: now + HOUR, recipient: 1 });
  const rules = await made("GET", "/v1/alerts/rules");
  const {
    id: _,
    version: __,
    from: ___,
    ...overdue
  } = rules.find(({ id }: { id: string }) => id === "freeze-overdue");
  ruled = overdue;
  await made("PUT", "/v1/alerts/rules/scb-overdue", { ...ruled, only: ["SCB"], isOn: false });
  const { objectives } = await made("GET", "/v1/sla/objectives");
  promised = objectives.find(({ id }: { id: string }) => id === "freeze-60m").versions.at(-1).objective;
  aimed = (await made("GET", "/v1/targets/losses-per-day/versions")).at(-1).target;
  ids.embed = String((await made("POST", "/v1/embeds", embedded)).embed.id);
  ids.revokedEmbed = String((await made("POST", "/v1/embeds", embedded)).embed.id);
  await made("DELETE", `/v1/embeds/${ids.revokedEmbed}`);
  ids.report = (await made("POST", "/v1/reports", issued())).document.id;
  ids.schedule = await make("/v1/schedules", schedule());
}, 120_000);
afterAll(() => program.close());

const isDeed = ({ method, right }: Route) =>
  method !== "GET" && ["report", "command", "administer"].includes(right);
const DEEDS = ROUTES.filter(isDeed).map(idOf);
/** Every deed leaves its entry, so that where no entry is nothing was changed. */
const lastDeed = async () => (await made("GET", "/v1/audit")).rows[0].place;

it("each route that changes something is here", () => {
  expect(Object.keys(ATTEMPTS).sort()).toEqual([...DEEDS].sort());
});

describe.each(["admin", "commander", "analyst"])("who is limited to a bank, as %s,", (role) => {
  it.each(DEEDS)("is refused of another bank and of the whole: %s", async (id) => {
    for (const [path, body] of ATTEMPTS[id]!()) {
      const before = await lastDeed();
      const answer = await limited.get(role)!.ask(id.split(" ")[0]!, path, body?.());
      const said = `${path} ${JSON.stringify(body?.() ?? null)}: ${JSON.stringify(answer.body)}`;
      expect([403, 404], said).toContain(answer.status);
      // What it says names nobody else's bank.
      expect(answer.body.detail.replaceAll(path.split("/")[3] ?? " ", ""), said).not.toMatch(/limited.*SCB/);
      expect(await lastDeed(), said).toBe(before);
    }
  });
});

const READS = ROUTES.filter(({ method, limit }) => method === "GET" && limit === "within");
/** What is read of another's object, by its id. */
const OBJECTS: Readonly<Record<string, () => string>> = {
  "/v1/alerts/:id": () => ids.alert!,
  "/v1/reports/:id": () => ids.report!,
  "/v1/reports/:id/readers": () => ids.report!,
  "/v1/reports/:id/file": () => ids.report!,
  "/v1/schedules/:id": () => ids.schedule!,
  "/v1/targets/:id": () => "losses-per-day",
  "/v1/targets/:id/versions": () => "losses-per-day",
};

describe.each(["admin", "commander", "analyst"])("who is limited to a bank, as %s,", (role) => {
  it.each(READS.map((route) => [route.path, route] as const))(
    "reads nothing of another: %s",
    async (path, route) => {
      const object = OBJECTS[path]?.();
      for (const { query = {} } of route.examples ?? [{}]) {
        const where = `${object ? path.replace(":id", object) : path}?${new URLSearchParams(query)}`;
        const { status, text } = await readAs(limited.get(role)!, where);
        expect(object ? [403, 404] : [200, 400, 403, 404], `${where}: ${text}`).toContain(status);
        if (status === 200) expect(text, where).not.toMatch(/\bSCB\b/);
      }
    },
  );
});

it("who is limited to a bank reads a public edition of the whole centre, but not who got it", async () => {
  const { document } = await made("POST", "/v1/reports", { ...issued(), kind: "weekly", public: true });
  expect((await readAs(admin, `/v1/reports/${document.id}/file?format=csv`)).status).toBe(200);
  const readers = `/v1/reports/${document.id}/readers`;
  expect((await admin.ask("GET", readers)).body.downloads).toHaveLength(1);
  const analyst = limited.get("analyst")!;
  expect((await readAs(analyst, `/v1/reports/${document.id}`)).status).toBe(200);
  const { status, text } = await readAs(analyst, readers);
  expect([status, JSON.parse(text)]).toEqual([200, { mails: [], downloads: [] }]);
});

/** Whose examples name no other bank here: what keeps them inside the limit is tested where it says. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "/v1/alerts/load": "alerts/load",
  "/v1/alerts/unheard": "alerts/unheard",
  "/v1/anomalies": "access/matrix",
  "/v1/embeds": "of each maker alone; access/matrix",
  "/v1/figures/behind": "figures/behindScope",
  "/v1/figures/behind/events": "figures/behindScope",
  "/v1/forecast": "access/matrix",
  "/v1/reports": "access/matrix",
  "/v1/reports/draft": "access/matrix",
  "/v1/schedules": "access/matrix",
};

it("who is not limited reads of that other, so that it would be seen", async () => {
  const seen = [];
  for (const { path, examples = [] } of READS) {
    const object = OBJECTS[path]?.();
    const query = new URLSearchParams(examples[0]?.query ?? {});
    const { status, text } = await readAs(admin, `${object ? path.replace(":id", object) : path}?${query}`);
    if (status === 200 && (object || /\bSCB\b/.test(text))) seen.push(path);
  }
  expect([...seen, ...Object.keys(ELSEWHERE)].sort()).toEqual(READS.map(({ path }) => path).sort());
});

describe("who is limited to a bank does of that bank what the role may:", () => {
  const does = async (role: string, method: string, path: string, body?: object) => {
    const answer = await limited.get(role)!.ask(method, path, body);
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    return answer.body;
  };

  it("an administrator people and keys for reading, and is told of no others", async () => {
    const { person } = await does("admin", "POST", "/v1/people", { name: "new", ...viewer(OWN) });
    const narrower = { ...OWN, provinces: ["TH-10"] };
    await does("admin", "PUT", `/v1/people/${person.id}`, { ...viewer(narrower), role: "admin" });
    await does("admin", "POST", `/v1/people/${person.id}/reset`);
    await does("admin", "DELETE", `/v1/people/${person.id}/sessions`);
    await does("admin", "POST", `/v1/people/${person.id}/disable`);
    await does("admin", "POST", `/v1/people/${person.id}/enable`);
    // Its own name and role, which leave the limit as it is.
    await does("admin", "PUT", `/v1/people/${ids.admin}`, { ...viewer(OWN), role: "admin" });
    const known = await does("admin", "GET", "/v1/people");
    expect(known.every(({ scope }: { scope: Scope }) => scope.banks?.join() === "KBANK")).toBe(true);
    expect(known.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(["limited-admin", "own", "new"]),
    );
    await does("admin", "POST", "/v1/reading-keys", { name: "KBANK-reads", banks: ["KBANK"] });
    const keys = await does("admin", "GET", "/v1/reading-keys");
    expect(keys.map(({ name }: { name: string }) => name)).toEqual(["KBANK-reads"]);
    await does("admin", "DELETE", "/v1/reading-keys/KBANK-reads");
    expect((await limited.get("admin")!.ask("GET", "/v1/audit")).status).toBe(403);
    expect((await limited.get("admin")!.ask("GET", "/v1/quarantine")).status).toBe(403);
    expect((await limited.get("admin")!.ask("GET", "/v1/health")).body.detail).toMatch(
      /of the whole centre, and your access is limited/,
    );
  });

  it("an administrator rules and targets of it, and is told of rules that name no other bank", async () => {
    await does("admin", "PUT", "/v1/alerts/rules/kbank-overdue", { ...ruled, only: ["KBANK"], isOn: false });
    const told = (await does("admin", "GET", "/v1/alerts/rules")).map(({ id }: { id: string }) => id);
    expect(told).toEqual(expect.arrayContaining(["freeze-overdue", "kbank-overdue"]));
    expect(told).not.toContain("scb-overdue");
    const own = { ...aimed, metric: "freezes.requested_satang", slice: slice("KBANK"), enabled: true };
    const answer = await limited.get("admin")!.ask("PUT", "/v1/targets/kbank-freezes", own);
    // It is inside the limit: whatever else is wrong with it is said of its fields.
    expect(answer.status, JSON.stringify(answer.body)).not.toBe(403);
  });

  it("a commander mutes, excludes and annotates it, and takes that back", async () => {
    const mute = await does("commander", "POST", "/v1/alerts/mutes", muted("bank:KBANK"));
    await does("commander", "DELETE", `/v1/alerts/mutes/${mute.id}`);
    const exclusion = await does("commander", "POST", "/v1/sla/exclusions", excluded("KBANK"));
    await does("commander", "POST", `/v1/sla/exclusions/${exclusion.id}/end`, { reason: "x" });
    const annotation = await does("commander", "POST", "/v1/annotations", annotated("KBANK"));
    await does("commander", "DELETE", `/v1/annotations/${annotation.id}`);
    await does("commander", "POST", `/v1/annotations/${annotation.id}/restore`);
    const { embed } = await does("commander", "POST", "/v1/embeds", embedded);
    await does("commander", "DELETE", `/v1/embeds/${embed.id}`);
    await does("commander", "POST", `/v1/embeds/${embed.id}/restore`);
  });

  it("an analyst schedules of it", async () => {
    const own = await does("analyst", "POST", "/v1/schedules", schedule());
    await does("analyst", "DELETE", `/v1/schedules/${own.id}`);
  });
});

it("says what the limit is, and not what lies outside", async () => {
  const { body } = await limited.get("admin")!.ask("PUT", `/v1/people/${ids.other}`, viewer(OWN));
  expect(body.detail).toBe(
    "your access is limited to bank KBANK, and this is of something else, or of more than that",
  );
});

it("who has no limit is not asked for one", async () => {
  await made("PUT", `/v1/people/${ids.other}`, viewer(WIDER));
  expect(await approve(program, ids.code!, { name: "hall-2", scene: "calls" })).toMatchObject({
    status: 200,
  });
});
